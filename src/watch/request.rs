//! As much of HTTP/1.1 as a page on this machine needs: one request, one answer, then the
//! connection ends.

use std::io::{Read, Write};

/// Longest head of a request, bytes.
const HEAD: usize = 8 * 1024;

/// A request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HttpRequest {
    /// Only the head of the answer is wanted.
    pub head_only: bool,
    /// Path without its query.
    pub path: String,
    /// The host that was asked for.
    host: String,
}

impl HttpRequest {
    /// Reads the head of a request; a body is never looked at.
    ///
    /// # Errors
    /// The refusal to send.
    pub(super) fn read(from: &mut impl Read) -> Result<HttpRequest, Answer> {
        let mut head = Vec::new();
        let mut byte = [0_u8; 1];
        while !head.ends_with(b"\r\n\r\n") {
            match from.read(&mut byte) {
                Ok(1) if head.len() < HEAD => head.push(byte[0]),
                Ok(1) => return Err(Answer::refused(431, "too long")),
                _ => return Err(Answer::refused(400, "no request")),
            }
        }
        let head = String::from_utf8(head).map_err(|_| Answer::refused(400, "no request"))?;
        let mut lines = head.split("\r\n");
        let first: Vec<&str> = lines.next().unwrap_or("").split(' ').collect();
        let &[method, target, version] = first.as_slice() else {
            return Err(Answer::refused(400, "no request"));
        };
        if !version.starts_with("HTTP/1.") {
            return Err(Answer::refused(505, "HTTP/1.1 only"));
        }
        if method != "GET" && method != "HEAD" {
            return Err(Answer::refused(405, "GET only"));
        }
        let host = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = host.map_or_else(String::new, |(_, host)| host.trim().to_string());
        let path = target.split('?').next().unwrap_or("").to_string();
        Ok(HttpRequest { head_only: method == "HEAD", path, host })
    }

    /// Whether it was sent to this machine by a name of its own.
    pub(super) fn is_for_loopback(&self, port: u16) -> bool {
        ["127.0.0.1", "localhost"].iter().any(|name| self.host == format!("{name}:{port}"))
    }
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// Status.
    pub status: u16,
    kind: &'static str,
    /// What is sent.
    pub body: Vec<u8>,
    head_only: bool,
}

impl Answer {
    /// Something of a MIME type.
    pub(super) fn of(kind: &'static str, body: Vec<u8>) -> Answer {
        Answer { status: 200, kind, body, head_only: false }
    }

    /// A refusal in words.
    pub(super) fn refused(status: u16, why: &str) -> Answer {
        Answer {
            status,
            kind: "text/plain; charset=utf-8",
            body: format!("{why}\n").into_bytes(),
            head_only: false,
        }
    }

    /// The same, without its body where only the head is wanted.
    pub(super) fn headless(self, head_only: bool) -> Answer {
        Answer { head_only, ..self }
    }

    /// Sends it.
    ///
    /// # Errors
    /// What the connection refuses.
    pub(super) fn write(&self, to: &mut impl Write) -> std::io::Result<()> {
        let Answer { status, kind, body, head_only } = self;
        let reason = if *status == 200 { "OK" } else { "Refused" };
        // No copy in a cache, no guess at a type, no other page that frames this one, nothing
        // fetched from elsewhere.
        write!(
            to,
            "HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\nContent-Length: \
             {}\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: \
             nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: \
             same-origin\r\nContent-Security-Policy: default-src 'self' data: blob: \
             'unsafe-inline'; frame-ancestors 'none'\r\n\r\n",
            body.len()
        )?;
        if !head_only {
            to.write_all(body)?;
        }
        to.flush()
    }
}
