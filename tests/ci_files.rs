//! What others put into their CI: the files parse, and their commands name options that exist.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use despam::rule::yaml::{Kind, Node, parse};

fn tree(file: &str) -> Node {
    let (tree, problems) = parse(file, &fs::read(file).unwrap());
    assert_eq!(problems, []);
    tree.unwrap()
}

fn entries(node: &Node) -> &[(Node, Node)] {
    match &node.kind {
        Kind::Map(entries) => entries,
        other => panic!("{other:?}"),
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(items) => items,
        other => panic!("{other:?}"),
    }
}

fn get<'n>(node: &'n Node, key: &str) -> &'n Node {
    let found = entries(node)
        .iter()
        .find(|(name, _)| name.text() == Some(key));
    &found.unwrap_or_else(|| panic!("no {key}")).1
}

/// The long options that a command has.
fn options(command: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args([command, "--help"])
        .output()
        .unwrap();
    assert!(output.status.success(), "despam {command}");
    let help = String::from_utf8(output.stdout).unwrap();
    long_options(&help)
}

/// The words of a text that begin with `--`.
fn long_options(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let long = words.filter(|word| word.starts_with("--") && word.len() > 2);
    long.map(str::to_owned).collect()
}

#[test]
fn the_action_runs_commands_that_exist() {
    let action = tree("action.yml");
    let inputs: BTreeSet<&str> = entries(get(&action, "inputs"))
        .iter()
        .map(|(name, about)| {
            assert!(get(about, "description").text().is_some());
            assert!(get(about, "default").text().is_some());
            name.text().unwrap()
        })
        .collect();
    let runs = get(&action, "runs");
    assert_eq!(get(runs, "using").text(), Some("composite"));
    let mut commands = Vec::new();
    let mut used = BTreeSet::new();
    for step in items(get(runs, "steps")) {
        assert_eq!(get(step, "shell").text(), Some("bash"));
        let script = get(step, "run").text().unwrap();
        // Texts of strangers reach a script only by its environment.
        assert!(!script.contains("${{"), "{script}");
        for (_, value) in entries(get(step, "env")) {
            let value = value.text().unwrap();
            used.extend(
                inputs
                    .iter()
                    .filter(|name| value.contains(&format!("inputs.{name} }}"))),
            );
        }
        for command in ["check", "diff"] {
            if script.contains(&format!("despam\" {command}")) {
                let known = options(command);
                // Those of git stand on lines of their own.
                let own = script.lines().filter(|line| !line.contains("git "));
                for option in own.flat_map(long_options) {
                    assert!(known.contains(&option), "despam {command} has no {option}");
                }
                commands.push(command);
            }
        }
        // The script is one that bash can read.
        if let Ok(mut bash) = Command::new("bash").args(["-n", "-c", script]).spawn() {
            assert!(bash.wait().unwrap().success(), "{script}");
        }
    }
    assert_eq!(commands, ["check", "diff"]);
    assert_eq!(used, inputs);
}

/// Released binaries read and write object stores, on all three systems.
#[test]
fn a_release_is_built_with_object_stores() {
    let jobs = tree(".github/workflows/release.yml");
    let jobs = get(&jobs, "jobs");
    let build = get(jobs, "build");
    let matrix = items(get(get(get(build, "strategy"), "matrix"), "include"));
    let targets: Vec<&str> = matrix
        .iter()
        .flat_map(|one| get(one, "target").text())
        .collect();
    for system in ["linux", "apple", "windows"] {
        assert!(
            targets.iter().any(|target| target.contains(system)),
            "{system}"
        );
    }
    let mut scripts = Vec::new();
    for job in [build, get(jobs, "publish")] {
        for step in items(get(job, "steps")) {
            let run = entries(step)
                .iter()
                .find(|(key, _)| key.text() == Some("run"));
            scripts.extend(run.and_then(|(_, script)| script.text()));
        }
    }
    for script in &scripts {
        assert!(!script.contains("${{"), "{script}");
        let bash = Command::new("bash").args(["-n", "-c", script]).status();
        assert!(bash.map_or(true, |status| status.success()), "{script}");
    }
    let all = scripts.concat();
    assert!(
        all.contains("build --release --locked --features object-store"),
        "{all}"
    );
    let known = &options("clean") | &options("restore");
    let own = all
        .lines()
        .filter(|line| line.contains("release/despam\" "));
    for option in own.flat_map(long_options) {
        assert!(known.contains(&option), "there is no {option}");
    }
}

#[test]
fn the_hook_runs_a_command_that_exists() {
    let hooks = tree(".pre-commit-hooks.yaml");
    let [hook] = items(&hooks) else {
        panic!("one hook")
    };
    assert_eq!(get(hook, "id").text(), Some("despam-check"));
    assert_eq!(get(hook, "language").text(), Some("rust"));
    let files = regex::Regex::new(get(hook, "files").text().unwrap()).unwrap();
    assert!(files.is_match("rules/zh/share.yaml") && files.is_match("rules/terms/a.txt"));
    let entry = get(hook, "entry").text().unwrap();
    let mut words: Vec<&str> = entry.split(' ').collect();
    words.extend(
        items(get(hook, "args"))
            .iter()
            .map(|one| one.text().unwrap()),
    );
    assert_eq!(words.remove(0), "despam");
    // Run here as it would be run there.
    let output = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(&words)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}
