//! Asking a running service how it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::output;

/// The address under which a listener on this machine is reached.
pub(crate) fn local_url(listen: SocketAddr) -> Result<String> {
    ensure!(
        listen.port() != 0,
        "WELLFLOW_LISTEN has port 0: say with --url where the service answers"
    );
    let ip = match listen.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
    };
    Ok(format!("http://{}", SocketAddr::new(ip, listen.port())))
}

/// Prints what `/readyz` says; an error unless it says ready.
pub(crate) async fn run(url: &str) -> Result<()> {
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(3))
        .no_proxy()
        .build()?;
    let response = client
        .get(format!("{}/readyz", url.trim_end_matches('/')))
        .send()
        .await;
    let response = response.with_context(|| format!("nothing answers at {url}"))?;
    let status = response.status();
    output::line(response.text().await.context("the answer broke off")?);
    ensure!(status.is_success(), "{url} is not ready");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_on_every_address_is_reached_on_the_loopback() {
        let url = |text: &str| local_url(text.parse().unwrap());
        assert_eq!(url("0.0.0.0:8080").unwrap(), "http://127.0.0.1:8080");
        assert_eq!(url("[::]:8080").unwrap(), "http://[::1]:8080");
        assert_eq!(url("10.0.0.7:80").unwrap(), "http://10.0.0.7:80");
        assert!(url("127.0.0.1:0").is_err());
    }
}
