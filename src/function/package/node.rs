//! A handler in Node.js: its file, the name that it exports, and the modules that it loads.

use std::collections::{BTreeMap, BTreeSet};

use crate::function::package::archive::{Package, missing};
use crate::function::package::finding::Finding;
use crate::function::package::source::{Language, depth, has_word, places, text_at, without_comments};

/// Modules of Node.js itself (nodejs.org/api); `node:` before a name is one too.
const BUILTIN: &str = "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain \
    events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream \
    string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib";

pub fn look(package: &Package<'_>, handler: &str, runtime: &str) -> Vec<Finding> {
    let (folder, name) = handler.rsplit_once('/').map_or((String::new(), handler), |(at, name)| (format!("{at}/"), name));
    let Some((stem, export)) = name.split_once('.') else {
        let what = format!("The handler {handler} names no function.");
        return vec![Finding::certain(what, "Write it as Lambda does, file.function: --function-handler index.handler")];
    };
    let stem = format!("{folder}{stem}");
    let wanted: Vec<String> = ["js", "mjs", "cjs"].map(|end| format!("{stem}.{end}")).into();
    let index = format!("{stem}/index.js");
    let Some(entry) = package.first(&wanted).or_else(|| package.first(&[index])) else {
        return vec![missing(package, handler, &wanted)];
    };
    let code = Code::of(package, &entry);
    let mut findings: Vec<Finding> = package.unreadable(&entry).into_iter().collect();
    findings.extend(kind_of_module(package, &entry, &code.entry, version(runtime)));
    findings.extend(exported(&entry, &code.entry, export, is_module(package, &entry)));
    findings.extend(callback(&code.entry, export, version(runtime)));
    findings.extend(modules(package, &code, runtime));
    findings
}

fn version(runtime: &str) -> u32 {
    runtime.trim_start_matches("nodejs").split('.').next().and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
}

/// What the handler's file loads, and what those load in turn.
struct Code {
    entry: String,
    /// Modules that are no files of the zip's own, by the file that names them first; and whether only within a block,
    /// where it may be meant to fail.
    modules: BTreeMap<String, (String, bool)>,
    /// Files that are loaded and not there, by the file that names them.
    absent: BTreeMap<String, String>,
}

impl Code {
    fn of(package: &Package<'_>, entry: &str) -> Self {
        let mut code = Self { entry: String::new(), modules: BTreeMap::new(), absent: BTreeMap::new() };
        let (mut waiting, mut seen) = (vec![entry.to_owned()], BTreeSet::new());
        while let Some(file) = waiting.pop() {
            if !seen.insert(file.clone()) || seen.len() > 500 {
                continue;
            }
            let text = package.text(&file).unwrap_or_default();
            let plain = without_comments(&text, Language::JavaScript);
            for loaded in loads(&plain) {
                if !loaded.starts_with('.') {
                    let module = name_of(loaded);
                    code.modules.entry(module).or_insert_with(|| (file.clone(), !at_the_top(&plain, loaded)));
                    continue;
                }
                match resolved(package, &file, loaded) {
                    Some(found) if [".js", ".mjs", ".cjs"].iter().any(|end| found.ends_with(end)) => waiting.push(found),
                    Some(_) => {}
                    None => drop(code.absent.insert(loaded.to_owned(), file.clone())),
                }
            }
            if file == entry {
                code.entry = plain;
            }
        }
        code
    }
}

/// What `require("…")`, `import("…")`, `import … from "…"` and `export … from "…"` name.
fn loads(code: &str) -> BTreeSet<&str> {
    let called = ["require", "import"].into_iter().flat_map(|word| {
        places(code, word).filter_map(move |at| text_at(code[at + word.len()..].trim_start().strip_prefix('(')?.trim_start()))
    });
    let from = places(code, "from").filter_map(|at| text_at(code[at + "from".len()..].trim_start()));
    let bare = places(code, "import").filter_map(|at| text_at(code[at + "import".len()..].trim_start()));
    called.chain(from).chain(bare).filter(|name| !name.is_empty() && !name.contains([' ', '$', '\\'])).collect()
}

/// Whether the text stands in the code outside every block: it runs whatever happens.
fn at_the_top(code: &str, loaded: &str) -> bool {
    code.find(loaded).is_some_and(|at| depth(&code[..at], Language::JavaScript) == 0)
}

/// `@aws-sdk/client-sts/x` is a part of `@aws-sdk/client-sts`.
fn name_of(loaded: &str) -> String {
    let parts = if loaded.starts_with('@') { 2 } else { 1 };
    loaded.split('/').take(parts).collect::<Vec<_>>().join("/")
}

/// A file that is named from another, as Node.js finds it.
fn resolved(package: &Package<'_>, from: &str, loaded: &str) -> Option<String> {
    let mut path: Vec<&str> = from.split('/').collect();
    path.pop();
    for part in loaded.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(path.pop()),
            part => path.push(part),
        }
    }
    let path = path.join("/");
    let ends = ["", ".js", ".json", ".node", ".mjs", ".cjs", "/index.js", "/index.mjs", "/index.cjs", "/package.json"];
    package.first(&ends.map(|end| format!("{path}{end}").trim_start_matches('/').to_owned()))
}

/// By its end, or by the nearest package.json.
fn is_module(package: &Package<'_>, file: &str) -> bool {
    if !file.ends_with(".js") {
        return file.ends_with(".mjs");
    }
    let mut folder = file;
    loop {
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        let name = if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") };
        if let Some(text) = package.text(&name) {
            let document: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            return document.get("type").and_then(serde_json::Value::as_str) == Some("module");
        }
        if folder.is_empty() {
            return false;
        }
    }
}

/// Files whose syntax is another than their name says. Since Node.js 20.19 the syntax of a .js decides where package.json says nothing.
fn kind_of_module(package: &Package<'_>, entry: &str, code: &str, version: u32) -> Option<Finding> {
    let exports = code.lines().any(|line| line.trim_start().starts_with("export "));
    if exports && !is_module(package, entry) && (version <= 18 || entry.ends_with(".cjs")) {
        let what = format!("{entry} uses export, and is CommonJS by its name: Node.js refuses it.");
        return Some(Finding::likely(what, "Name it .mjs, or say \"type\": \"module\" in a package.json beside it."));
    }
    None
}

/// Whether the file exports a function of this name, as far as its words tell.
fn exported(entry: &str, code: &str, export: &str, module: bool) -> Option<Finding> {
    // `app.handlers.migrate`: an object with functions in it.
    let name = export.split('.').next().unwrap_or(export);
    let by_export = places(code, "export").any(|at| {
        let rest = code[at + "export".len()..].trim_start();
        let statement: String = rest.chars().take_while(|letter| !";=(".contains(*letter)).collect();
        rest.starts_with('*') || has_word(statement.split('}').next().unwrap_or_default(), name)
    });
    let by_name = has_word(code, "exports") && has_word(code, name);
    let whole = [
        "module.exports = require",
        "module.exports=require",
        "__exportStar",
        "module.exports = new",
        "Object.assign(exports",
        "Object.assign(module",
    ];
    let opaque = whole.iter().any(|words| code.contains(words));
    if by_export || !module && (by_name || opaque) {
        return None;
    }
    let what = match module && by_name {
        true => format!("{entry} is an ES module, and exports {name} as CommonJS does: there is no exports in it."),
        false => format!("{entry} exports nothing called {name}, as far as its code shows."),
    };
    let remedy = match module && by_name {
        true => "Write export const … in it, or name it .cjs.",
        false => "Name the handler as the code does, file.function: --function-handler",
    };
    Some(Finding::likely(what, remedy))
}

/// From nodejs24.x on Lambda calls no handler that takes a callback (lambda-nodejs.html, nodejs-handler.html).
fn callback(code: &str, export: &str, version: u32) -> Option<Finding> {
    let named = |letter: &str| ["callback", "cb", "done"].contains(&letter);
    let takes = places(code, export).any(|at| {
        let rest: String = code[at..].chars().take(160).collect();
        let Some((_, parameters)) = rest.split_once('(') else { return false };
        let Some((parameters, _)) = parameters.split_once(')') else { return false };
        let parameters: Vec<&str> = parameters.split(',').map(str::trim).collect();
        parameters.len() == 3 && named(parameters[2])
    });
    (version >= 24 && takes).then(|| {
        let what = format!("{export} takes a callback, which Lambda does not give to handlers any more from nodejs24.x on.");
        Finding::likely(what, "Let it return a promise, or choose a runtime that has callbacks: --function-runtime nodejs22.x")
    })
}

fn modules(package: &Package<'_>, code: &Code, runtime: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, from) in &code.absent {
        let what = format!("{from} loads {file}, which is not in the zip.");
        findings.push(Finding::likely(what, "Pack all files that the handler loads."));
    }
    let version = version(runtime);
    for (module, (from, tried)) in &code.modules {
        let builtin =
            module.starts_with("node:") || module.starts_with('#') || BUILTIN.split_whitespace().any(|name| name == module);
        // Every runtime has one SDK: version 2 until nodejs16.x, version 3 since nodejs18.x.
        let of_runtime = match version >= 18 {
            true => module.starts_with("@aws-sdk/") || module.starts_with("@smithy/"),
            false => module == "aws-sdk",
        };
        if builtin || of_runtime || package.has_folder(&format!("node_modules/{module}")) || bundled_beside(package, from, module)
        {
            continue;
        }
        let pack = format!("Pack it: npm install {module}, and zip node_modules too.");
        findings.push(match module.as_str() {
            "aws-sdk" => {
                let what = format!(
                    "{from} loads aws-sdk, version 2 of the SDK, which {runtime} does not have and the zip does not hold."
                );
                let remedy = format!("{pack} Runtimes since nodejs18.x have only version 3, the modules @aws-sdk/….");
                if *tried { Finding::likely(what, remedy) } else { Finding::certain(what, remedy) }
            }
            _ => {
                Finding::likely(format!("{from} loads {module}, which {runtime} does not have and the zip does not hold."), pack)
            }
        });
    }
    findings
}

/// In a node_modules beside the file, or above it.
fn bundled_beside(package: &Package<'_>, from: &str, module: &str) -> bool {
    let mut folder = from;
    while let Some((above, _)) = folder.rsplit_once('/') {
        if package.has_folder(&format!("{above}/node_modules/{module}")) {
            return true;
        }
        folder = above;
    }
    false
}
