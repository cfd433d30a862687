//! A handler in Python: its file, the function in it, and the modules that it imports.

use std::collections::{BTreeMap, BTreeSet};

use crate::function::package::archive::{Package, missing};
use crate::function::package::finding::Finding;
use crate::function::package::source::{Language, has_word, places, without_comments};

/// Modules of Python itself, from 3.7 on (`sys.stdlib_module_names`), as handlers use them.
const STANDARD: &str = "__future__ _thread abc argparse array ast asyncio atexit base64 binascii bisect builtins bz2 calendar cgi codecs \
    collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg cProfile csv ctypes dataclasses datetime \
    dbm decimal difflib dis email encodings enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc getopt \
    getpass gettext glob graphlib grp gzip hashlib heapq hmac html http imaplib importlib inspect io ipaddress itertools json keyword \
    linecache locale logging lzma mailbox marshal math mimetypes mmap multiprocessing netrc numbers operator optparse os pathlib pdb pickle \
    pickletools pkgutil platform plistlib poplib posixpath pprint profile pstats pty pwd py_compile pyclbr queue quopri random re readline \
    reprlib resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl stat \
    statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios test textwrap threading \
    time timeit token tokenize tomllib trace traceback tracemalloc types typing unicodedata unittest urllib uuid venv warnings wave weakref \
    webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo imp distutils";

/// What Lambda's Python runtimes carry beside the language (lambda-python.html: boto3, and what it rests on).
const OF_LAMBDA: [&str; 9] =
    ["boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six", "awslambdaric", "snapshot_restore_py"];

pub fn look(package: &Package<'_>, handler: &str) -> Vec<Finding> {
    let Some((module, function)) = handler.rsplit_once('.') else {
        let what = format!("The handler {handler} names no function.");
        return vec![Finding::certain(
            what,
            "Write it as Lambda does, file.function: --function-handler lambda_function.lambda_handler",
        )];
    };
    let path = module.replace('.', "/");
    let wanted = [format!("{path}.py"), format!("{path}/__init__.py"), format!("{path}.pyc")];
    let Some(entry) = package.first(&wanted) else {
        return vec![missing(package, handler, &wanted)];
    };
    let mut findings: Vec<Finding> = package.unreadable(&entry).into_iter().collect();
    if entry.ends_with(".pyc") {
        return findings;
    }
    let code = without_comments(&package.text(&entry).unwrap_or_default(), Language::Python);
    findings.extend(defined(&entry, &code, function));
    findings.extend(modules(package, &entry));
    findings
}

/// Whether the file defines this name, assigns it, or imports it.
fn defined(entry: &str, code: &str, function: &str) -> Option<Finding> {
    let top = || code.lines().filter(|line| !line.starts_with([' ', '\t']));
    if top().any(|line| line.starts_with("async def ") && has_word(line, function)) {
        let what = format!("{function} in {entry} is async, which Lambda does not await.");
        return Some(Finding::likely(what, "Give Lambda a function that is not: one that runs the other."));
    }
    let star = code.lines().any(|line| line.contains("import *"));
    let assigned = top().any(|line| {
        let word = places(line, function).next();
        word.is_some_and(|at| line.starts_with("def ") || line[at..].contains('=') || line.contains("import"))
    });
    // Names in a list of imports that goes over several lines, or behind an if.
    let otherwise = code.lines().any(|line| line.starts_with([' ', '\t']) && has_word(line, function) && !line.contains('('));
    (!star && !assigned && !otherwise).then(|| {
        let what = format!("{entry} has no function {function}, as far as its code shows.");
        Finding::likely(what, "Name the handler as the code does, file.function: --function-handler")
    })
}

/// What is imported at the top of the handler's files and is nowhere: what stands further in may be meant to fail.
fn modules(package: &Package<'_>, entry: &str) -> Vec<Finding> {
    let mut absent: BTreeMap<String, String> = BTreeMap::new();
    let (mut waiting, mut seen) = (vec![entry.to_owned()], BTreeSet::new());
    while let Some(file) = waiting.pop() {
        if !seen.insert(file.clone()) || seen.len() > 500 {
            continue;
        }
        let code = without_comments(&package.text(&file).unwrap_or_default(), Language::Python);
        for module in imported(&code) {
            let top = module.split('.').next().unwrap_or_default();
            let path = module.replace('.', "/");
            let files = [format!("{path}.py"), format!("{path}/__init__.py"), format!("{top}.py"), format!("{top}/__init__.py")];
            match package.first(&files) {
                Some(found) => waiting.push(found),
                None if is_there(package, top) => {}
                None => drop(absent.entry(top.to_owned()).or_insert_with(|| file.clone())),
            }
        }
    }
    let finding = |(module, from): (String, String)| {
        let what = format!("{from} imports {module}, which the runtime does not have and the zip does not hold.");
        Finding::likely(what, format!("Pack it: pip install --target . {module}, and zip it too."))
    };
    absent.into_iter().map(finding).collect()
}

fn is_there(package: &Package<'_>, module: &str) -> bool {
    let compiled = || {
        package
            .files
            .keys()
            .any(|name| name.starts_with(&format!("{module}.")) && (name.ends_with(".so") || name.ends_with(".pyc")))
    };
    STANDARD.split_whitespace().any(|name| name == module)
        || OF_LAMBDA.contains(&module)
        || package.has_folder(module)
        || compiled()
}

/// `import a.b as c, d` and `from a import b`, at the beginning of a line; `from . import x` stays within the zip.
fn imported(code: &str) -> Vec<&str> {
    let mut modules = Vec::new();
    for line in code.lines() {
        if let Some(rest) = line.strip_prefix("import ") {
            let names = rest.split(';').next().unwrap_or_default().split(',');
            modules.extend(names.filter_map(|name| name.split_whitespace().next()));
        } else if let Some(rest) = line.strip_prefix("from ") {
            modules.extend(rest.split_whitespace().next().filter(|name| !name.starts_with('.')));
        }
    }
    modules
}
