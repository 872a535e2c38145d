//! Tells the report which compiler built it, and sqlx where to look. The queries es-entity generates are checked against the descriptions in `.sqlx`: building needs no database, unless
//! the environment says otherwise.

fn main() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = std::process::Command::new(rustc).arg("--version").output();
    let version = version.map(|output| {
        String::from_utf8_lossy(&output.stdout)
            .trim()
            .replace("rustc ", "")
    });
    println!(
        "cargo::rustc-env=WELLFLOW_BENCH_RUSTC={}",
        version.unwrap_or_default()
    );
    println!("cargo::rerun-if-changed=.sqlx");
    println!("cargo::rerun-if-env-changed=SQLX_OFFLINE");
    if std::env::var_os("SQLX_OFFLINE").is_none() {
        println!("cargo::rustc-env=SQLX_OFFLINE=true");
    }
}
