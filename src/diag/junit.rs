//! JUnit XML: a suite per rule file, a case per inline test, passing ones included.
//!
//! Problems that are not of a test are cases of their own (`error`), so that a report never looks
//! green while `check` fails; warnings stand in the suite's `system-out`.

use std::collections::{BTreeMap, HashMap};

use quick_junit::{NonSuccessKind, Report as Xml, TestCase, TestCaseStatus, TestSuite};

use super::{Case, Outcome, Problem, RenderError, Report, Severity, concise};

/// What belongs to one file.
#[derive(Default)]
struct Suite<'r> {
    cases: Vec<&'r Case>,
    errors: Vec<&'r Problem>,
    warnings: Vec<Problem>,
}

/// The document.
pub(super) fn render(report: &Report<'_>) -> Result<String, RenderError> {
    let mut suites: BTreeMap<&str, Suite<'_>> = BTreeMap::new();
    for case in report.cases {
        let suite = suites.entry(&case.place.file).or_default();
        suite.cases.push(case);
    }
    for problem in report.problems {
        let suite = suites.entry(&problem.place.file).or_default();
        let of_case =
            |case: &&Case| matches!(&case.outcome, Outcome::Failed(failed) if **failed == *problem);
        match problem.severity {
            Severity::Warning => suite.warnings.push(problem.clone()),
            Severity::Error if suite.cases.iter().any(of_case) => {}
            Severity::Error => suite.errors.push(problem),
        }
    }
    let mut xml = Xml::new("despam check");
    for (file, suite) in suites {
        xml.add_test_suite(as_suite(file, &suite));
    }
    Ok(xml.to_string()? + "\n")
}

fn as_suite(file: &str, suite: &Suite<'_>) -> TestSuite {
    let mut xml = TestSuite::new(file);
    for case in &suite.cases {
        xml.add_test_case(as_case(case));
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for problem in &suite.errors {
        let name = format!("{} {}", problem.code, problem.message);
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        let name = if *times == 1 {
            name
        } else {
            format!("{name} ({times})")
        };
        let mut case = TestCase::new(name, failed(problem, NonSuccessKind::Error));
        case.set_classname(file);
        at(&mut case, &problem.place);
        xml.add_test_case(case);
    }
    if !suite.warnings.is_empty() {
        xml.set_system_out(concise::render(&suite.warnings));
    }
    xml
}

fn as_case(case: &Case) -> TestCase {
    let status = match &case.outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Failed(problem) => failed(problem, NonSuccessKind::Failure),
        Outcome::Skipped(why) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(why.as_str());
            status
        }
    };
    let mut xml = TestCase::new(case.name.as_str(), status);
    xml.set_classname(case.rule.as_str());
    at(&mut xml, &case.place);
    xml
}

fn failed(problem: &Problem, kind: NonSuccessKind) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status
        .set_type(problem.code)
        .set_message(problem.message.as_str())
        .set_description(problem.to_string());
    status
}

fn at(case: &mut TestCase, place: &super::Place) {
    case.extra.insert("file".into(), place.file.as_str().into());
    if place.line > 0 {
        let line = place.line.to_string();
        case.extra.insert("line".into(), line.as_str().into());
    }
}
