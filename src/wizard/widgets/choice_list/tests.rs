use super::*;
use crate::wizard::widgets::test_support::drawn;

fn pools() -> ChoiceList {
    ChoiceList::new(
        ["acme-customers", "acme-staff", "globex", "initech"].iter().map(|name| Row::new([*name, "eu-west-1"])).collect(),
    )
}

fn press(list: &mut ChoiceList, command: Command) -> bool {
    list.command(command)
}

#[test]
fn typing_filters_in_any_order_of_words_and_case() {
    let mut list = pools();
    "STAFF ac".chars().for_each(|character| {
        press(&mut list, Command::Type(character));
    });
    assert_eq!(list.shown(), [1]);
    assert_eq!(list.selected(), Some(1));
}

#[test]
fn the_choice_stays_on_its_row_while_filtering_and_after() {
    let mut list = pools();
    list.select(2);
    press(&mut list, Command::Type('e'));
    press(&mut list, Command::Type('x'));
    assert_eq!(list.selected(), Some(2));
    list.escape();
    assert_eq!((list.selected(), list.shown().len()), (Some(2), 4));
}

#[test]
fn a_filter_that_matches_nothing_leaves_nothing_chosen() {
    let mut list = pools();
    list.paste("zzz");
    assert_eq!(list.selected(), None);
    press(&mut list, Command::Down);
    press(&mut list, Command::Last);
    assert_eq!(list.selected(), None);
    list.clear_filter();
    assert_eq!(list.selected(), Some(0), "what was chosen before");
}

#[test]
fn esc_clears_the_filter_first_and_is_the_screens_afterwards() {
    let mut list = pools();
    list.paste("acme");
    assert!(list.escape());
    assert!(!list.escape());
}

#[test]
fn up_on_the_first_and_down_on_the_last_row_are_left_to_the_screen() {
    let mut list = pools();
    assert!(!press(&mut list, Command::Up));
    press(&mut list, Command::Last);
    assert_eq!(list.selected(), Some(3));
    assert!(!press(&mut list, Command::Down));
}

#[test]
fn page_keys_jump_and_stop_at_the_ends() {
    let mut list = ChoiceList::new((0..25).map(|number| Row::new([format!("pool-{number}")])).collect());
    press(&mut list, Command::PageDown);
    press(&mut list, Command::PageDown);
    press(&mut list, Command::PageDown);
    assert_eq!(list.selected(), Some(24));
    assert_eq!(list.offset(10), 15);
    press(&mut list, Command::First);
    assert_eq!((list.selected(), list.offset(10)), (Some(0), 0));
}

#[test]
fn new_rows_keep_the_choice_by_name() {
    let mut list = pools();
    list.select(1);
    list.set_rows(vec![Row::new(["aaa", "eu-west-1"]), Row::new(["acme-staff", "eu-west-1"])]);
    assert_eq!(list.selected(), Some(1));
}

#[test]
fn a_list_that_waits_has_nothing_chosen_until_somebody_chooses() {
    let mut list = ChoiceList::waiting(pools().rows().to_vec());
    assert!(list.is_undecided());
    assert!(!press(&mut list, Command::Up), "there is nothing above");
    assert_eq!(list.selected(), None);
    press(&mut list, Command::Down);
    assert_eq!((list.selected(), list.is_undecided()), (Some(0), false));
    list.paste("staff");
    assert_eq!(list.selected(), Some(1), "what is typed until one is left chooses it");
}

#[test]
fn a_filter_that_leaves_several_chooses_none_of_them_and_one_that_hides_the_choice_gives_it_back() {
    let mut list = ChoiceList::waiting(pools().rows().to_vec());
    list.paste("acme");
    assert_eq!(list.selected(), None);
    list.clear_filter();
    list.select(2);
    list.paste("acme");
    assert_eq!(list.selected(), None);
    list.escape();
    assert_eq!(list.selected(), Some(2));
}

#[test]
fn the_only_row_that_can_be_chosen_is() {
    assert_eq!(ChoiceList::waiting(vec![Row::new(["acme"])]).selected(), Some(0));
    let rows = vec![Row::new(["broken"]).unavailable("no closing bracket"), Row::new(["acme"])];
    assert_eq!(ChoiceList::waiting(rows.clone()).selected(), Some(1));
    let mut list = ChoiceList::waiting(Vec::new());
    list.set_rows(rows);
    assert_eq!(list.selected(), Some(1));
}

fn shown(list: &ChoiceList, width: u16, height: u16) -> Vec<String> {
    let theme = Theme { color: true, unicode: true };
    drawn(width, height, |frame| draw(frame, frame.area(), list, true, "This account has no user pools.", theme))
}

#[test]
fn columns_stand_under_each_other_and_long_or_wide_names_do_not_push_them() {
    let list = ChoiceList::new(vec![
        Row::new(["acme", "eu-west-1_AbCdEfGhI", "12 users"]),
        Row::new(["顧客プール山田太郎のとても長い名前", "eu-west-1_JkLmNoPqR", "3 users"]),
        Row::new(["frozen", "eu-west-1_StUvWxYzA", ""]).unavailable("is being deleted"),
    ]);
    assert_eq!(
        shown(&list, 60, 3),
        [
            "› acme                       eu-west-1_AbCdEfGhI  12 users",
            "  顧客プール山田太郎のとて…  eu-west-1_JkLmNoPqR  3 users",
            "  frozen  is being deleted",
        ]
    );
}

#[test]
fn an_empty_list_says_why_and_a_filtered_one_how_to_see_it_all() {
    assert_eq!(shown(&ChoiceList::default(), 40, 1), ["This account has no user pools."]);
    let mut list = pools();
    list.paste("zzz");
    assert_eq!(shown(&list, 50, 2), ["Filter: zzz", "None of 4 matches the filter. Esc clears it."]);
}

#[test]
fn a_long_list_marks_that_there_is_more() {
    let mut list = ChoiceList::new((0..25).map(|number| Row::new([format!("pool-{number}")])).collect());
    assert_eq!(shown(&list, 12, 3), ["› pool-0", "  pool-1", "  pool-2   ↓"]);
    press(&mut list, Command::PageDown);
    assert_eq!(shown(&list, 12, 3), ["  pool-9   ↑", "› pool-10", "  pool-11  ↓"]);
}
