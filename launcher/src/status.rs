//! Asking a running service how it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use wellflow_embedded::Home;

use crate::cli::{Asked, Status};
use crate::config::Config;
use crate::{output, parked};

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

/// Prints what `/readyz` says, and how far an organization's read models are where that is asked; an error unless it says
/// ready.
pub(crate) async fn run(config: &Config, home: &Home, arguments: Status) -> Result<()> {
    let url = arguments.url.map_or_else(|| local_url(config.listen), Ok)?;
    let ready = readiness(&url).await;
    if let Some(organization) = arguments.organization {
        let asked = Asked {
            organization,
            url: Some(url),
            token: arguments.token,
        };
        for item in parked::projections(config, home, &asked).await? {
            output::line(lag(&item));
        }
    }
    ready
}

fn lag(item: &Value) -> String {
    let number = |name: &str| item[name].as_u64().unwrap_or(0);
    let name = item["projection"].as_str().unwrap_or_default();
    let (events, parked) = (number("lag_events"), number("parked_streams"));
    let mut line = format!("{name:<20} at {}", number("position"));
    if events > 0 {
        let seconds = item["lag_seconds"].as_f64().unwrap_or(0.0);
        line.push_str(&format!(", {events} events behind for {seconds} s"));
    }
    if parked > 0 {
        line.push_str(&format!(", {parked} streams parked"));
    }
    line
}

async fn readiness(url: &str) -> Result<()> {
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
    fn a_line_says_how_far_a_read_model_is() {
        let item = serde_json::json!({
            "projection": "well_summary", "position": 7, "lag_events": 40, "lag_seconds": 1.5, "parked_streams": 2
        });
        assert_eq!(
            lag(&item),
            "well_summary         at 7, 40 events behind for 1.5 s, 2 streams parked"
        );
        let item = serde_json::json!({"projection": "well_summary", "position": 47, "lag_events": 0, "parked_streams": 0});
        assert_eq!(lag(&item), "well_summary         at 47");
    }

    #[test]
    fn a_listener_on_every_address_is_reached_on_the_loopback() {
        let url = |text: &str| local_url(text.parse().unwrap());
        assert_eq!(url("0.0.0.0:8080").unwrap(), "http://127.0.0.1:8080");
        assert_eq!(url("[::]:8080").unwrap(), "http://[::1]:8080");
        assert_eq!(url("10.0.0.7:80").unwrap(), "http://10.0.0.7:80");
        assert!(url("127.0.0.1:0").is_err());
    }
}
