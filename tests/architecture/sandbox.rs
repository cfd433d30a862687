use crate::circles::circles_between;
use crate::source::source_files_below;
#[test]
fn counted() {
    for root in ["src", "crates/cognito-sandbox/src"] {
        if !std::path::Path::new(root).exists() {
            continue;
        }
        let c = circles_between(&source_files_below(root));
        println!("{root}: {} circles", c.len());
        for c in c {
            println!("{}: {}", c.len(), c.join(" "));
        }
    }
}
