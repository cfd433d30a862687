//! A plain-HTTP server on the loopback interface: for what an in-process connector cannot prove.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// One request: its first line, its headers, its body.
pub type Raw = String;

pub struct Loopback {
    pub url: String,
    seen: Arc<Mutex<Vec<Raw>>>,
}

impl Loopback {
    /// Answers each request with the (content type, body) that `answer` gives for it. The thread ends with the process.
    pub fn start(answer: impl Fn(&str) -> (&'static str, String) + Send + 'static) -> Self {
        Self::answering(move |request| {
            let (kind, body) = answer(request);
            (200, kind, body)
        })
    }

    /// As [`Loopback::start`], with the status.
    pub fn answering(answer: impl Fn(&str) -> (u16, &'static str, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Raw>>> = Arc::default();
        let record = seen.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = serve(stream, &answer, &record);
            }
        });
        Self { url, seen }
    }

    pub fn seen(&self) -> Vec<Raw> {
        self.seen.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: TcpStream,
    answer: impl Fn(&str) -> (u16, &'static str, String),
    seen: &Mutex<Vec<Raw>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    let mut length = 0;
    loop {
        let start = request.len();
        if reader.read_line(&mut request)? == 0 || request[start..].trim().is_empty() {
            break;
        }
        let line = request[start..].to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    request.push_str(&String::from_utf8_lossy(&body));
    let (status, kind, body) = answer(&request);
    seen.lock().unwrap().push(request);
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
