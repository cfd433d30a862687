//! Zips as teams pack them, right and wrong.

use std::io::{Cursor, Write as _};

use jiff::civil::date;

use crate::function::package::archive::LARGEST;
use crate::function::package::finding::Weight;
use crate::function::package::*;

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn findings(files: &[(&str, &str)], handler: &str, runtime: &str) -> Vec<Finding> {
    look(&zipped(files), handler, runtime, date(2026, 11, 28))
}

/// One finding of this weight that says this, or none at all.
#[track_caller]
fn one(files: &[(&str, &str)], handler: &str, runtime: &str, expected: Option<(Weight, &str)>) {
    let found = findings(files, handler, runtime);
    match (found.as_slice(), expected) {
        ([], None) => {}
        ([finding], Some((weight, said))) => {
            let whole = format!("{} {}", finding.what, finding.remedy);
            assert!(finding.weight == weight && whole.contains(said), "{finding:?} should be {weight:?} and say {said:?}");
        }
        _ => panic!("{found:?} instead of {expected:?}"),
    }
}

const CJS: &str = "const { STS } = require('@aws-sdk/client-sts');\nexports.handler = async (event) => event;\n";
const ESM: &str = "import { STS } from \"@aws-sdk/client-sts\";\nexport const handler = async (event) => event;\n";
const PY: &str = "import boto3, os\nfrom json import dumps\n\ndef lambda_handler(event, context):\n    return event\n";

#[test]
fn what_lambda_would_run_passes_in_each_form() {
    for (files, handler, runtime) in [
        (&[("index.js", CJS)][..], "index.handler", "nodejs24.x"),
        (&[("index.mjs", ESM)], "index.handler", "nodejs24.x"),
        (&[("index.js", ESM), ("package.json", r#"{"type":"module"}"#)], "index.handler", "nodejs24.x"),
        (&[("src/app.js", ESM), ("src/package.json", r#"{"type":"module"}"#)], "src/app.handler", "nodejs22.x"),
        (&[("app.cjs", "module.exports = { handler };\nasync function handler(e) { return e }")], "app.handler", "nodejs24.x"),
        (&[("app.mjs", "async function run(e) { return e }\nexport { run as handler };")], "app.handler", "nodejs24.x"),
        (&[("app.mjs", "export * from './more.mjs';"), ("more.mjs", ESM)], "app.handler", "nodejs24.x"),
        (&[("app.js", "module.exports = require('./dist/main');"), ("dist/main.js", CJS)], "app.handler", "nodejs24.x"),
        (&[("app.js", "Object.defineProperty(exports, \"handler\", { get: () => 1 });")], "app.handler", "nodejs24.x"),
        (&[("app/index.js", CJS)], "app.handler", "nodejs24.x"),
        (
            &[("index.js", "const a = require('axios');\nexports.handler = a;"), ("node_modules/axios/index.js", "")],
            "index.handler",
            "nodejs24.x",
        ),
        (
            &[("index.js", "const a = require('aws-sdk');\nexports.handler = a;"), ("node_modules/aws-sdk/index.js", "")],
            "index.handler",
            "nodejs22.x",
        ),
        (
            &[("index.js", "const f = require('fs'), p = require(\"node:path\");\nexports.handler = f;")],
            "index.handler",
            "nodejs24.x",
        ),
        (
            &[("index.js", "// const AWS = require('aws-sdk');\n/* require('axios') */\nexports.handler = 1;")],
            "index.handler",
            "nodejs24.x",
        ),
        (&[("index.js", "exports.handlers = {};\nexports.handlers.run = () => 1;")], "index.handlers.run", "nodejs24.x"),
        (&[("lambda_function.py", PY)], "lambda_function.lambda_handler", "python3.14"),
        (&[("src/main.py", PY)], "src/main.lambda_handler", "python3.14"),
        (&[("src/main.py", PY)], "src.main.lambda_handler", "python3.14"),
        (
            &[("main.py", "from migrate import Handler\n"), ("migrate.py", "def Handler(event, context):\n    pass")],
            "main.Handler",
            "python3.14",
        ),
        (&[("main.py", "import requests\nHandler = make()\n"), ("requests/__init__.py", "")], "main.Handler", "python3.14"),
        (
            &[("main.py", "try:\n    import ujson as json\nexcept ImportError:\n    import json\ndef Handler(e, c): pass")],
            "main.Handler",
            "python3.14",
        ),
        (&[("bootstrap", "")], "anything", "provided.al2023"),
        (&[("A.class", "")], "a.A::handle", "java21"),
    ] {
        one(files, handler, runtime, None);
    }
}

#[test]
fn what_lambda_will_not_find_is_certain() {
    for (files, handler, runtime, said) in [
        (&[("main.js", CJS)][..], "index.handler", "nodejs24.x", "It holds main.js"),
        (
            &[("function/index.js", CJS), ("function/package.json", "{}")],
            "index.handler",
            "nodejs24.x",
            "cd function && zip -r ../function.zip .",
        ),
        (&[("f/main.py", PY), ("__MACOSX/f/._main.py", "")], "main.lambda_handler", "python3.14", "cd f && zip"),
        (&[("index.ts", CJS)], "index.handler", "nodejs24.x", "index.ts"),
        (&[("Index.js", CJS)], "index.handler", "nodejs24.x", "Index.js"),
        (&[("readme.txt", "")], "index.handler", "nodejs24.x", "no code"),
        (&[("index.js", CJS)], "index", "nodejs24.x", "names no function"),
        (&[("main.py", PY)], "main", "python3.14", "names no function"),
        (&[("index.js", CJS)], "lambda_function.lambda_handler", "python3.14", "index.js"),
        (&[("main", "")], "main", "provided.al2023", "no bootstrap"),
        (
            &[(
                "index.js",
                "const x = { a: '{' };\nvar AWS = require('aws-sdk');\nexports.handler = () => { try { x() } catch {} };",
            )],
            "index.handler",
            "nodejs24.x",
            "version 2",
        ),
        (
            &[("index.js", "require('./old');\nexports.handler = 1;"), ("old.js", "require(\"aws-sdk/clients/sts\")")],
            "index.handler",
            "nodejs22.x",
            "old.js loads aws-sdk",
        ),
        (&[("index.mjs", "import AWS from 'aws-sdk';\nexport const handler = 1;")], "index.handler", "nodejs22.x", "version 2"),
    ] {
        one(files, handler, runtime, Some((Weight::Certain, said)));
    }
}

#[test]
fn what_the_code_says_against_it_is_likely() {
    for (files, handler, runtime, said) in [
        (&[("index.js", CJS)][..], "index.migrate", "nodejs24.x", "nothing called migrate"),
        (&[("index.mjs", ESM)], "index.migrate", "nodejs24.x", "nothing called migrate"),
        (&[("index.mjs", "exports.handler = async (e) => e;")], "index.handler", "nodejs24.x", "no exports in it"),
        (&[("index.cjs", ESM)], "index.handler", "nodejs24.x", "uses export"),
        (
            &[("index.js", "exports.handler = (event, context, callback) => callback(null, event);")],
            "index.handler",
            "nodejs24.x",
            "callback",
        ),
        (&[("index.js", "const a = require('axios');\nexports.handler = a;")], "index.handler", "nodejs24.x", "axios"),
        (&[("index.js", "const a = require('./lib/a');\nexports.handler = a;")], "index.handler", "nodejs24.x", "./lib/a"),
        (&[("index.js", "try { require('aws-sdk') } catch {}\nexports.handler = 1;")], "index.handler", "nodejs24.x", "aws-sdk"),
        (&[("main.py", PY)], "main.Handler", "python3.14", "no function Handler"),
        (&[("main.py", "async def Handler(event, context):\n    return event")], "main.Handler", "python3.14", "async"),
        (
            &[("main.py", "import constant\nimport requests\nHandler = 1\n"), ("constant.py", "")],
            "main.Handler",
            "python3.14",
            "pip install --target . requests",
        ),
        (
            &[("main.py", "import groups\nHandler = 1\n"), ("groups.py", "from attrs import define")],
            "main.Handler",
            "python3.14",
            "groups.py imports attrs",
        ),
    ] {
        one(files, handler, runtime, Some((Weight::Likely, said)));
    }
    assert!(findings(&[("index.js", "exports.handler = (e, c, cb) => cb();")], "index.handler", "nodejs22.x").is_empty());
}

#[test]
fn what_is_no_zip_or_too_large_is_certain() {
    let told = |zip: &[u8]| look(zip, "index.handler", "nodejs24.x", date(2026, 11, 28));
    assert!(
        told(b"exports.handler = 1").iter().any(|finding| finding.weight == Weight::Certain && finding.what.contains("no zip"))
    );
    assert!(told(&vec![0; LARGEST + 1])[0].what.contains("52428800"));
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let packed = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("index.js", packed).unwrap();
    let zeros = vec![0; 1024 * 1024];
    (0..251).for_each(|_| writer.write_all(&zeros).unwrap());
    let zip = writer.finish().unwrap().into_inner();
    assert!(told(&zip)[0].what.contains("Unpacked"), "{:?}", told(&zip));
}

#[test]
fn a_file_that_only_its_owner_may_read_is_likely_to_fail() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("index.js", zip::write::SimpleFileOptions::default().unix_permissions(0o600)).unwrap();
    writer.write_all(CJS.as_bytes()).unwrap();
    let found = look(&writer.finish().unwrap().into_inner(), "index.handler", "nodejs24.x", date(2026, 11, 28));
    assert!(found.len() == 1 && found[0].remedy.contains("chmod"), "{found:?}");
}

proptest::proptest! {
    /// Whatever the bytes and names are, a look ends and tells.
    #[test]
    fn no_bytes_and_no_names_make_a_look_fail(bytes: Vec<u8>, handler in "[ -~]{1,20}", code in ".{0,80}") {
        for runtime in ["nodejs24.x", "python3.14", "provided.al2023", "x"] {
            look(&bytes, &handler, runtime, date(2026, 11, 28));
            look(&zipped(&[("index.js", &code), ("main.py", &code)]), &handler, runtime, date(2026, 11, 28));
            look(&zipped(&[("index.js", &code), ("main.py", &code)]), "index.handler", runtime, date(2026, 11, 28));
            look(&zipped(&[("index.js", &code), ("main.py", &code)]), "main.handler", runtime, date(2026, 11, 28));
        }
    }
}
