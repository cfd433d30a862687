//! Every command that the documents show is one that the program takes, as a shell hands it over.

use test_support::pasted::is_taken;

use super::pages::documents;

#[test]
fn every_command_of_the_documents_is_taken() {
    let mut commands = Vec::new();
    for page in documents() {
        let blocks = page.text.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
        let blocks: Vec<String> = blocks.map(|(block, _)| block.replace("\\\n", " ")).collect();
        let lines = blocks.iter().flat_map(|block| block.lines());
        commands.extend(lines.filter(|line| line.starts_with("cognito-ferry")).map(str::to_owned));
    }
    for command in &commands {
        is_taken(command);
    }
    println!("commands of the documents that the program takes: {}", commands.len());
    assert!(commands.len() >= 20, "{commands:?}");
}
