//! The names of a pool that does not exist yet. Pure.

use crate::aws::document::pools::PoolSummary;
use crate::migration::resolve;
use crate::model::names;
use crate::model::spec::NewPool;
use crate::wizard::keymap::binding::Command;
use crate::wizard::widgets::line::Edited;
use crate::wizard::widgets::text_field::TextField;

/// A field about the new pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewPoolField {
    Name,
    Client,
    Domain,
    Callback,
}

impl NewPoolField {
    /// All of them, in the order of Tab.
    pub const ORDER: [NewPoolField; 4] = [NewPoolField::Name, NewPoolField::Client, NewPoolField::Domain, NewPoolField::Callback];

    /// What the form calls it.
    pub fn label(self) -> &'static str {
        match self {
            NewPoolField::Name => "Pool name",
            NewPoolField::Client => "App client",
            NewPoolField::Domain => "Domain prefix",
            NewPoolField::Callback => "Callback URL",
        }
    }

    /// What is shown in it while it is empty.
    pub fn placeholder(self) -> &'static str {
        match self {
            NewPoolField::Name | NewPoolField::Client => "",
            NewPoolField::Domain => "none: no managed login",
            NewPoolField::Callback => "where managed login returns to",
        }
    }
}

/// What is typed about the new pool.
#[derive(Debug, Default)]
pub struct NewPoolForm {
    name: TextField,
    client: TextField,
    domain: TextField,
    callback: TextField,
    /// Whether a person has typed: then no name is proposed any more.
    touched: bool,
}

impl NewPoolForm {
    /// What is typed in this field.
    pub fn field(&self, part: NewPoolField) -> &TextField {
        match part {
            NewPoolField::Name => &self.name,
            NewPoolField::Client => &self.client,
            NewPoolField::Domain => &self.domain,
            NewPoolField::Callback => &self.callback,
        }
    }

    fn field_mut(&mut self, part: NewPoolField) -> &mut TextField {
        match part {
            NewPoolField::Name => &mut self.name,
            NewPoolField::Client => &mut self.client,
            NewPoolField::Domain => &mut self.domain,
            NewPoolField::Callback => &mut self.callback,
        }
    }

    /// A key in this field.
    pub fn command(&mut self, part: NewPoolField, command: Command) {
        self.touched |= self.field_mut(part).command(command) == Edited::Changed;
    }

    /// Text pasted into this field.
    pub fn paste(&mut self, part: NewPoolField, text: &str) {
        self.field_mut(part).paste(text.trim());
        self.touched = true;
    }

    /// Puts in what was chosen before.
    pub fn set(&mut self, new: &NewPool) {
        self.name.set(&new.name);
        self.client.set(&new.client_name);
        self.domain.set(new.domain_prefix.as_deref().unwrap_or_default());
        self.callback.set(new.callback_url.as_deref().unwrap_or_default());
        self.touched = true;
    }

    /// Names after the source's, as long as nobody has typed others.
    pub fn propose(&mut self, source: &PoolSummary, session: &str) {
        if self.touched {
            return;
        }
        self.set(&resolve::proposed_pool(&source.name, session));
        self.touched = false;
    }

    /// Why the value cannot be used, by the service's own rules.
    pub fn refusal(&self, part: NewPoolField) -> Option<String> {
        let (domain, callback) = (self.domain.value(), self.callback.value());
        match part {
            NewPoolField::Name => names::validate_pool_name(self.name.value()).err(),
            NewPoolField::Client => names::validate_client_name(self.client.value()).err(),
            NewPoolField::Domain if domain.is_empty() => None,
            NewPoolField::Domain => names::validate_domain_prefix(domain).err(),
            NewPoolField::Callback if callback.is_empty() && domain.is_empty() => None,
            NewPoolField::Callback if callback.is_empty() => Some("Managed login needs it: where does it return to?".into()),
            NewPoolField::Callback => names::validate_callback_url(callback).err(),
        }
    }

    /// The answers, or the first field that cannot be used.
    pub fn finished(&self) -> Result<NewPool, NewPoolField> {
        if let Some(part) = NewPoolField::ORDER.into_iter().find(|part| self.refusal(*part).is_some()) {
            return Err(part);
        }
        let optional = |field: &TextField| Some(field.value().to_owned()).filter(|value| !value.is_empty());
        Ok(NewPool {
            name: self.name.value().into(),
            client_name: self.client.value().into(),
            domain_prefix: optional(&self.domain),
            callback_url: optional(&self.callback),
        })
    }
}
