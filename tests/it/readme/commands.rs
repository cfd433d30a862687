//! Every command that the README shows is one that the program takes, as a shell hands it over.

use test_support::pasted::is_taken;

#[test]
fn every_command_of_the_readme_is_taken() {
    let readme = super::file("README.md");
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let blocks: Vec<String> = blocks.map(|(block, _)| block.replace("\\\n", " ")).collect();
    let commands: Vec<&str> =
        blocks.iter().flat_map(|block| block.lines()).filter(|line| line.starts_with("cognito-ferry")).collect();
    for command in &commands {
        is_taken(command);
    }
    println!("commands of the README that the program takes: {}", commands.len());
    assert!(commands.len() >= 14, "{commands:?}");
}
