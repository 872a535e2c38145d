//! An HTTP answer with what a test looks at.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// An HTTP answer, read whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; null where it is empty.
    pub body: Value,
}

impl Answer {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.unwrap();
        let body = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        };
        Self {
            status,
            headers,
            body,
        }
    }

    /// Fails the test unless the status is this one.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{:#}", self.body);
        self
    }

    /// Fails the test unless this is a problem of that type, and returns the pointer, parameter or header of its first
    /// error.
    pub fn expect_problem(&self, status: u16, slug: &str) -> String {
        assert_eq!(self.status, status, "{:#}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["type"], format!("/problems/{slug}"), "{:#}", self.body);
        let error = &self.body["errors"][0];
        let place = ["pointer", "parameter", "header"]
            .iter()
            .find_map(|place| error[place].as_str());
        place.unwrap_or_default().to_owned()
    }

    /// A header, empty where it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The ledger's position the answer names.
    pub fn position(&self) -> u64 {
        self.header("wellflow-position")
            .parse()
            .unwrap_or_else(|_| panic!("no position: {:?}", self.headers))
    }

    /// A text of the body.
    pub fn text(&self, field: &str) -> &str {
        self.body[field]
            .as_str()
            .unwrap_or_else(|| panic!("no text {field} in {:#}", self.body))
    }
}
