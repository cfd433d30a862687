//! The import file of 100,000 people, read by Python's own csv module: a second reader, in another language, that we did not write.

use std::io::Write as _;
use std::process::{Command, Stdio};

use cognito_ferry::users::csv::encode::{Writable, push_row, writable};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;

const USERS: usize = 100_000;

/// Reads the file as AWS documents it and writes each row as a JSON list, a line each.
const READER: &str = r#"
import csv, io, json, sys
text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
for row in csv.reader(text, quoting=csv.QUOTE_NONE, escapechar="\\", lineterminator="\n"):
    print(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
"#;

const LETTERS: [&str; 16] =
    ["a", "Z", "é", "名", "前", ",", ", ", "'", ";", "+49", "@example.com", "{\"street\"", "\\", " ", "🚢", "\u{301}"];

fn value(random: &mut StdRng) -> String {
    let parts = random.random_range(0..8);
    (0..parts).map(|_| LETTERS[random.random_range(0..LETTERS.len())]).collect()
}

#[test]
fn what_is_surely_writable_is_read_by_pythons_csv_as_it_was() {
    let mut random = StdRng::seed_from_u64(11);
    let (mut file, mut expected, mut left_out) = (String::new(), String::new(), 0);
    for number in 0..USERS {
        let mut cells = vec![format!("user{number}")];
        for _ in 0..6 {
            let value = value(&mut random);
            match writable(&value) {
                Writable::Surely => cells.push(value),
                _ => {
                    left_out += 1;
                    cells.push(String::new());
                }
            }
        }
        push_row(&mut file, cells.iter().map(String::as_str));
        expected += &json!(cells).to_string();
        expected.push('\n');
    }
    let mut python = Command::new("python3").args(["-c", READER]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = python.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(file.as_bytes()));
    let read = python.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let read = String::from_utf8(read.stdout).unwrap();
    let differing = read.lines().zip(expected.lines()).filter(|(read, expected)| read != expected).count();
    println!("{USERS} users, {left_out} values left out as doubtful, {differing} rows read otherwise");
    assert!(left_out > USERS / 10, "hardly anything was doubtful");
    assert_eq!((read.lines().count(), differing), (USERS, 0));
}
