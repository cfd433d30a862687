//! The text of a config or credentials file, as sections and settings: by the rules of Python's configparser, which the AWS CLI reads with.
//!
//! Where configparser gives up the whole file, only the section at fault is marked here; everything else is read on.

/// One file.
#[derive(Debug, Default)]
pub(in crate::aws) struct IniDocument {
    /// In the order of the file, each name once.
    pub(in crate::aws) sections: Vec<Section>,
    /// What belongs to no section and could not be read.
    pub(in crate::aws) faults: Vec<IniFault>,
    /// The line of every header, with the index of its section; none for `[DEFAULT]`.
    pub(in crate::aws) headers: Vec<(usize, Option<usize>)>,
}

#[derive(Debug)]
pub(in crate::aws) struct Section {
    /// What stands between the brackets, as it is.
    pub(in crate::aws) name: String,
    /// The line of its header, from 1.
    pub(in crate::aws) line: usize,
    /// Each name once, in small letters; those of `[DEFAULT]`, which every section has, at the end.
    pub(in crate::aws) settings: Vec<Setting>,
    /// Why the section cannot be used.
    pub(in crate::aws) fault: Option<IniFault>,
}

pub(in crate::aws) struct Setting {
    pub(in crate::aws) name: String,
    pub(in crate::aws) value: IniValue,
    line: usize,
}

#[derive(Clone, PartialEq, Eq)]
pub(in crate::aws) enum IniValue {
    Text(String),
    /// Settings that are indented below one without a value: `s3 =`.
    Nested(Vec<(String, String)>),
}

/// A line that could not be read, and why, as the end of the sentence "line 7 …".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct IniFault {
    pub(in crate::aws) line: usize,
    pub(in crate::aws) what: String,
}

/// Values may be secret keys: only that there is one is ever shown.
impl std::fmt::Debug for Setting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} (line {})", self.name, self.line)
    }
}

impl IniFault {
    fn new(line: usize, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

impl Section {
    pub(in crate::aws) fn get(&self, name: &str) -> Option<&IniValue> {
        self.settings.iter().find(|setting| setting.name == name).map(|setting| &setting.value)
    }

    fn mark(&mut self, line: usize, what: impl Into<String>) {
        self.fault.get_or_insert_with(|| IniFault::new(line, what));
    }
}

/// Where a line's settings go.
#[derive(Clone, Copy)]
enum Place {
    /// Before the first section.
    Nowhere,
    /// `[DEFAULT]`, whose settings every section has.
    Defaults,
    Section(usize),
}

/// Reads a file. Nothing in it is an error of the whole.
pub(in crate::aws) fn parse(bytes: &[u8]) -> IniDocument {
    let mut reader = Reader::default();
    for (index, line) in lines(bytes).enumerate() {
        reader.line(index + 1, line);
    }
    reader.finish()
}

/// The lines, whichever way they end; without the byte order mark that some editors put before the first.
fn lines(bytes: &[u8]) -> impl Iterator<Item = Result<&str, String>> {
    let mut rest = Some(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
        let ending = if text[end..].starts_with(b"\r\n") { 2 } else { 1 };
        rest = text.get(end + ending..).filter(|more| !more.is_empty());
        Some(std::str::from_utf8(&text[..end]).map_err(|_| String::from_utf8_lossy(&text[..end]).into_owned()))
    })
}

struct Reader {
    sections: Vec<Raw>,
    defaults: Raw,
    faults: Vec<IniFault>,
    headers: Vec<(usize, Option<usize>)>,
    place: Place,
    /// The setting that an indented line continues, as an index into the place's settings.
    open: Option<usize>,
    indent: usize,
}

/// A section while it is read: values are still lists of lines.
struct Raw {
    section: Section,
    values: Vec<Vec<String>>,
}

impl Raw {
    fn new(name: &str, line: usize) -> Self {
        let section = Section { name: name.to_owned(), line, settings: Vec::new(), fault: None };
        Self { section, values: Vec::new() }
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            sections: Vec::new(),
            defaults: Raw::new("DEFAULT", 0),
            faults: Vec::new(),
            headers: Vec::new(),
            place: Place::Nowhere,
            open: None,
            indent: 0,
        }
    }
}

impl Reader {
    fn here(&mut self) -> Option<&mut Raw> {
        match self.place {
            Place::Nowhere => None,
            Place::Defaults => Some(&mut self.defaults),
            Place::Section(index) => self.sections.get_mut(index),
        }
    }

    fn line(&mut self, number: usize, line: Result<&str, String>) {
        let (line, is_text) = match &line {
            Ok(line) => (*line, true),
            Err(lossy) => (lossy.as_str(), false),
        };
        let trimmed = line.trim_matches(is_space);
        let is_comment = trimmed.starts_with(['#', ';']);
        if trimmed.is_empty() || is_comment {
            // An empty line may stand inside of a value; a comment may not.
            if let Some(open) = self.open.filter(|_| !is_comment)
                && let Some(raw) = self.here()
            {
                raw.values[open].push(String::new());
            }
            return;
        }
        let indent = line.chars().take_while(|character| is_space(*character)).count();
        match self.open {
            Some(open) if indent > self.indent => {
                if let Some(raw) = self.here() {
                    raw.values[open].push(trimmed.to_owned());
                }
            }
            _ => {
                self.indent = indent;
                match trimmed.starts_with('[') {
                    true => self.header(number, trimmed),
                    false => self.setting(number, trimmed),
                }
            }
        }
        if !is_text {
            self.fault(number, "is not UTF-8 text");
        }
    }

    /// A line that begins with a bracket. configparser takes it for a setting where the bracket is never closed and an equals sign or
    /// a colon follows; then this section's settings would become its neighbour's.
    fn header(&mut self, number: usize, line: &str) {
        self.open = None;
        let name = line.rfind(']').map(|end| &line[1..end]).filter(|name| !name.is_empty());
        if name == Some("DEFAULT") {
            self.place = Place::Defaults;
            self.headers.push((number, None));
            return;
        }
        let known = name.and_then(|name| self.sections.iter().position(|raw| raw.section.name == name));
        self.headers.push((number, Some(known.unwrap_or(self.sections.len()))));
        if let Some(index) = known {
            self.place = Place::Section(index);
            let raw = &mut self.sections[index].section;
            raw.mark(number, format!("has the section a second time: it began in line {}", raw.line));
            return;
        }
        self.place = Place::Section(self.sections.len());
        self.sections.push(Raw::new(name.unwrap_or(line[1..].trim_matches([']'])), number));
        if name.is_none() {
            self.fault(number, "is no section: its name must stand between [ and ]");
        }
    }

    fn setting(&mut self, number: usize, line: &str) {
        let Some(at) = line.find(['=', ':']) else {
            return self.fault(number, "is neither a section in brackets nor a setting: name = value");
        };
        let name = line[..at].trim_end_matches(is_space).to_lowercase();
        if name.is_empty() {
            return self.fault(number, "is a value without a name");
        }
        let value = line[at + 1..].trim_start_matches(is_space).to_owned();
        let Some(raw) = self.here() else {
            return self.fault(number, "stands before the first section");
        };
        let before = raw.section.settings.iter().find(|setting| setting.name == name).map(|setting| setting.line);
        let open = raw.values.len();
        raw.section.settings.push(Setting { name: name.clone(), value: IniValue::Text(String::new()), line: number });
        raw.values.push(vec![value]);
        self.open = Some(open);
        if let Some(before) = before {
            self.fault(number, format!("has {name} a second time: it is in line {before} too"));
        }
    }

    /// The line is at fault: it costs its section, and before the first one and in `[DEFAULT]` only itself.
    fn fault(&mut self, number: usize, what: impl Into<String>) {
        match self.place {
            Place::Section(index) => self.sections[index].section.mark(number, what),
            Place::Nowhere | Place::Defaults => self.faults.push(IniFault::new(number, what)),
        }
    }

    fn finish(mut self) -> IniDocument {
        let defaults = close(self.defaults);
        self.faults.extend(defaults.fault);
        let sections = self.sections.into_iter().map(|raw| {
            let mut section = close(raw);
            for default in &defaults.settings {
                if section.get(&default.name).is_none() {
                    let Setting { name, value, line } = default;
                    section.settings.push(Setting { name: name.clone(), value: value.clone(), line: *line });
                }
            }
            section
        });
        IniDocument { sections: sections.collect(), faults: self.faults, headers: self.headers }
    }
}

/// Joins the lines of each value, and reads those that are settings again.
fn close(raw: Raw) -> Section {
    let Raw { mut section, values } = raw;
    for (index, lines) in values.into_iter().enumerate() {
        let text = lines.join("\n").trim_end_matches(is_space).to_owned();
        let value = match text.starts_with('\n') {
            false => Some(IniValue::Text(text)),
            true => nested(&text),
        };
        let setting = &mut section.settings[index];
        match value {
            Some(value) => setting.value = value,
            None => {
                let (line, what) = (setting.line, format!("has {}, and below it a line that is no name = value", setting.name));
                section.mark(line, what);
            }
        }
    }
    // Of settings that are there twice the first counts: which was meant is not known, and the section is marked.
    let mut seen = std::collections::HashSet::new();
    section.settings.retain(|setting| seen.insert(setting.name.clone()));
    section
}

/// The indented settings of `s3 =`. A name that is there twice counts by its last value, as for botocore.
fn nested(text: &str) -> Option<IniValue> {
    let mut settings: Vec<(String, String)> = Vec::new();
    for line in text.split(is_line_end).map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once('=')?;
        let (name, value) = (name.trim_end_matches(is_space), value.trim_start_matches(is_space).to_owned());
        match settings.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => settings.push((name.to_owned(), value)),
        }
    }
    Some(IniValue::Nested(settings))
}

/// What Python's `str.strip` takes away.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// What Python's `str.splitlines` splits at.
fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}
