use super::*;

fn plan(inputs: &[&Path], output: Option<&Path>, log: Option<&Path>) -> Result<Plan, PlanError> {
    Plan::new(&Request {
        inputs: inputs.iter().map(|path| path.to_path_buf()).collect(),
        output: output.map(Path::to_owned),
        logs: PerLog {
            removals: log.map(Path::to_owned),
            ..PerLog::default()
        },
        ..Request::default()
    })
}

#[test]
fn outputs_have_the_shape_of_the_inputs() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("in");
    std::fs::create_dir_all(input.join("b")).unwrap();
    for name in ["z.txt", "b/a.jsonl", "b/skip.pdf", "a.TXT"] {
        std::fs::write(input.join(name), "x").unwrap();
    }
    let output = root.path().join("out");
    let all = plan(&[&input], Some(&output), None).unwrap();
    let names: Vec<_> = all.jobs.iter().map(|job| job.name).collect();
    let expected = ["a.TXT", "b/a.jsonl", "z.txt"].map(str::to_owned);
    assert_eq!((names, all.skipped), (expected.to_vec(), 1));
    assert_eq!(
        all.jobs.get(1).unwrap().output,
        Output::File(output.join("b/a.jsonl"))
    );
    let file = input.join("z.txt");
    let two = plan(&[&input, &file], Some(&output), None).unwrap();
    assert_eq!(two.jobs.get(0).unwrap().name, "in/a.TXT");
    assert_eq!(two.jobs.get(3).unwrap().name, "z.txt");
    let missing = plan(&[&root.path().join("no.txt"), &file], Some(&output), None).unwrap();
    assert_eq!((missing.jobs.len(), missing.problems.len()), (1, 1));
}

#[test]
fn what_would_lose_data_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let input = root.path().join("in");
    std::fs::create_dir_all(input.join("deep")).unwrap();
    let file = input.join("a.txt");
    let deep = input.join("deep/a.txt");
    std::fs::write(&file, "x").unwrap();
    std::fs::write(&deep, "x").unwrap();
    let output = root.path().join("out");
    let dash = Path::new("-");
    use PlanError::*;
    for (result, expected) in [
        (plan(&[&file], Some(&file), None), "Overwrites"),
        (
            plan(&[&file], Some(&input.join("deep/../a.txt")), None),
            "Overwrites",
        ),
        (
            plan(&[&input], Some(&input.join("out")), None),
            "InsideInput",
        ),
        (
            plan(&[&input], Some(&output), Some(&input.join("log"))),
            "InsideInput",
        ),
        (plan(&[&file, &deep], Some(&output), None), "Clash"),
        (plan(&[&file], Some(&output), Some(&output)), "Clash"),
        (plan(&[&input], Some(dash), None), "ManyToOne"),
        (plan(&[&file], None, None), "NoOutput"),
        (plan(&[dash], None, Some(dash)), "MixedStdout"),
        (plan(&[&file], Some(&output), Some(&input)), "NotAFile"),
        #[cfg(unix)]
        (
            plan(&[&file], Some(Path::new("/dev/null")), None),
            "NotAFile",
        ),
        #[cfg(unix)]
        (
            plan(&[&file], Some(&output), Some(Path::new("/dev/null"))),
            "NotAFile",
        ),
        (
            plan(&[&file], Some(&output.join("a.parquet")), None),
            "OtherFormat",
        ),
    ] {
        let error = result.unwrap_err();
        let kind = match error {
            NotAFile { .. } => "NotAFile",
            Overwrites { .. } => "Overwrites",
            InsideInput { .. } => "InsideInput",
            Clash { .. } => "Clash",
            ManyToOne { .. } => "ManyToOne",
            NoOutput => "NoOutput",
            MixedStdout => "MixedStdout",
            OtherFormat { .. } => "OtherFormat",
            PartOfTable { .. } => "PartOfTable",
            NoDocuments { .. } => "NoDocuments",
            TooMany => "TooMany",
            Store { .. } => "Store",
        };
        assert_eq!(kind, expected, "{error}");
    }
}

#[test]
fn globs_and_lists_are_followed() {
    let root = tempfile::tempdir().unwrap();
    for name in ["x/a.txt", "x/b.txt", "y/a.txt", "y/z/a.txt"] {
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    }
    let output = root.path().join("out");
    let names = |input: PathBuf| -> (Vec<String>, usize) {
        let plan = plan(&[&input], Some(&output), None).unwrap();
        let names = plan.jobs.iter().map(|job| job.name).collect();
        (names, plan.problems.len())
    };
    let found = names(root.path().join("*/a.txt"));
    assert_eq!(found, (vec!["x/a.txt".into(), "y/a.txt".into()], 0));
    let found = names(root.path().join("**/z/*"));
    assert_eq!(found, (vec!["y/z/a.txt".into()], 0));
    assert_eq!(names(root.path().join("*.pdf")), (Vec::new(), 1));
    let list = root.path().join("list");
    let files = ["x/b.txt", "y/a.txt"].map(|name| root.path().join(name).display().to_string());
    std::fs::write(&list, files.join("\n")).unwrap();
    let found = names(format!("@{}", list.display()).into());
    assert_eq!(found, (vec!["b.txt".into(), "a.txt".into()], 0));
}
