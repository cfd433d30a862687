//! One side of the accounts screen: its profile, its Region, its code. Pure.

use std::time::Instant;

use crate::aws::profile::kind::ProfileKind;
use crate::aws::profile::list::Profile;
use crate::model::choices::SideChoices;
use crate::model::names;
use crate::problem::{Problem, ProblemKind};
use crate::text::printable;
use crate::wizard::keymap::binding::Command;
use crate::wizard::widgets::choice_list::{ChoiceList, Row};
use crate::wizard::widgets::line::Edited;
use crate::wizard::widgets::secret_field::SecretField;
use crate::wizard::widgets::text_field::TextField;

/// A field of one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountField {
    Profile,
    Region,
    /// The code of the multi-factor device, while the profile asks for one.
    Code,
}

/// What is chosen on one side.
#[derive(Debug, Default)]
pub struct SideState {
    pub list: ChoiceList,
    pub region: TextField,
    /// Whether the Region was typed: then it stays when another profile is chosen.
    region_typed: bool,
    pub code: SecretField,
    /// The profile that the session names, where it is not configured any more.
    gone: Option<String>,
    /// Why the account could not be opened.
    pub problem: Option<Problem>,
    /// When AWS is asked, if the choice still stands.
    pub open_at: Option<Instant>,
}

impl SideState {
    /// The profile that is chosen.
    pub fn profile<'a>(&self, profiles: &'a [Profile]) -> Option<&'a Profile> {
        profiles.get(self.list.selected()?)
    }

    /// Puts the profiles in, and chooses what was chosen before, else the only one that there is.
    pub fn show(&mut self, profiles: &[Profile], choices: &SideChoices) {
        let rows = profiles.iter().map(row).collect();
        if !self.list.rows().is_empty() {
            self.list.set_rows(rows);
            return;
        }
        self.list = ChoiceList::waiting(rows);
        if let Some(name) = &choices.profile {
            self.list.choose_none();
            match profiles.iter().position(|profile| profile.name == *name) {
                Some(index) => self.list.select(index),
                None => self.gone = Some(name.clone()),
            }
        }
        match &choices.region {
            Some(region) => {
                self.region.set(region);
                self.region_typed = self.profile(profiles).and_then(|profile| profile.region.as_ref()) != Some(region);
            }
            None => self.take_region(profiles),
        }
    }

    /// What became of the profile that the session names, as long as no other is chosen.
    pub fn gone(&self) -> Option<String> {
        let name = self.gone.as_deref().filter(|_| self.list.selected().is_none())?;
        Some(format!("The profile {} of this session is not configured here.", printable(name)))
    }

    /// True if another profile is chosen now.
    pub fn move_in_list(&mut self, command: Command, profiles: &[Profile]) -> bool {
        let before = self.list.selected();
        self.list.command(command);
        self.chosen_anew(before, profiles)
    }

    /// Text pasted into the list filters it.
    pub fn paste_in_list(&mut self, text: &str, profiles: &[Profile]) {
        let before = self.list.selected();
        self.list.paste(text);
        self.chosen_anew(before, profiles);
    }

    fn chosen_anew(&mut self, before: Option<usize>, profiles: &[Profile]) -> bool {
        let changed = self.list.selected() != before;
        if changed && !self.region_typed {
            self.take_region(profiles);
        }
        changed
    }

    fn take_region(&mut self, profiles: &[Profile]) {
        let region = self.profile(profiles).and_then(|profile| profile.region.clone());
        self.region.set(&region.unwrap_or_default());
    }

    /// True if the Region is another one now.
    pub fn edit_region(&mut self, command: Command) -> bool {
        let changed = self.region.command(command) == Edited::Changed;
        self.region_typed |= changed;
        changed
    }

    /// Text pasted as the Region.
    pub fn paste_region(&mut self, text: &str) {
        self.region.paste(text.trim());
        self.region_typed = true;
    }

    /// Whether the profile needs the code of a multi-factor device before it can be opened.
    pub fn asks_for_code(&self, profiles: &[Profile]) -> bool {
        self.device(profiles).is_some()
    }

    /// The multi-factor device whose code is asked for.
    pub fn device<'a>(&'a self, profiles: &'a [Profile]) -> Option<&'a str> {
        match &self.problem {
            Some(Problem { kind: ProblemKind::MfaRequired { serial }, .. }) => Some(serial),
            _ => self.profile(profiles)?.mfa_serial.as_deref(),
        }
    }

    /// The first field that cannot be used as it is, and why.
    pub fn refusal(&self, profiles: &[Profile]) -> Option<(AccountField, String)> {
        if let Some(why) = self.profile_refusal(profiles) {
            return Some((AccountField::Profile, why));
        }
        if let Some(why) = self.region_refusal() {
            return Some((AccountField::Region, why));
        }
        self.code_refusal(profiles).map(|why| (AccountField::Code, why))
    }

    fn profile_refusal(&self, profiles: &[Profile]) -> Option<String> {
        if profiles.is_empty() {
            return Some("There is no profile to choose yet.".into());
        }
        match self.list.selected().and_then(|index| self.list.rows().get(index)) {
            None if self.list.shown().is_empty() => Some("No profile matches the filter. Esc clears it.".into()),
            None => Some(format!("Choose one of the {} profiles: Up and Down move, letters filter.", self.list.shown().len())),
            Some(row) => row.unavailable.as_ref().map(|why| format!("This profile cannot be used: {why}")),
        }
    }

    fn code_refusal(&self, profiles: &[Profile]) -> Option<String> {
        let code = self.code.secret();
        let whole = code.expose().len() == 6 && code.expose().bytes().all(|byte| byte.is_ascii_digit());
        (self.asks_for_code(profiles) && !whole).then(|| "Type the 6 digits that the device shows now.".into())
    }

    /// Why the Region cannot be one. Empty is fine: then the profile's counts.
    pub fn region_refusal(&self) -> Option<String> {
        let region = self.region.value();
        if region.is_empty() { None } else { names::validate_region(region).err() }
    }
}

fn row(profile: &Profile) -> Row {
    let kind = match profile.kind {
        ProfileKind::Keys => "keys",
        ProfileKind::Sso => "SSO",
        ProfileKind::AssumeRole => "assumed role",
        ProfileKind::WebIdentity => "web identity",
        ProfileKind::Process => "process",
        ProfileKind::Login => "login",
        ProfileKind::Practice => "practice",
        ProfileKind::Unknown => "no credentials",
    };
    let region = match (&profile.region, &profile.region_from) {
        (Some(region), Some(from)) => format!("{} ({})", printable(region), printable(from)),
        (Some(region), None) => printable(region).into_owned(),
        (None, _) => "no Region".to_owned(),
    };
    let row = Row::new([printable(&profile.name).into_owned(), region, kind.to_owned()]);
    match &profile.unusable {
        Some(why) => row.unavailable(why),
        None => row,
    }
}
