//! The queries es-entity generates are checked against the descriptions in `.sqlx`: building needs no database, unless
//! the environment says otherwise.

fn main() {
    println!("cargo::rerun-if-changed=.sqlx");
    println!("cargo::rerun-if-env-changed=SQLX_OFFLINE");
    if std::env::var_os("SQLX_OFFLINE").is_none() {
        println!("cargo::rustc-env=SQLX_OFFLINE=true");
    }
}
