//! The report, opened in a browser (Debian's `chromium`, headless) as a person would use it.
//!
//! A script with the page's nonce is put into a copy of the page; it sorts, filters, opens a rule
//! and an example, switches the theme and writes what it found into the page, which Chromium then
//! prints. With `axe-core` (npm) under `node_modules` of the crate, or named by `DESPAM_AXE`, its
//! violations are counted as well. Without them the tests say so and pass.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// Notes errors of the console and everything that the page's policy forbids, from the start.
const WATCH: &str = "window.seen = [];
addEventListener('error', (e) => seen.push('error: ' + e.message));
addEventListener('unhandledrejection', (e) => seen.push('rejected: ' + e.reason));
addEventListener('securitypolicyviolation', (e) => seen.push('policy: ' + e.violatedDirective));
window.alert = () => seen.push('alert');
const say = console.error; console.error = (...a) => { seen.push('console: ' + a); say(...a); };";

/// Uses the page; the result stands in an element with the id `result`.
const USE: &str = "addEventListener('load', async () => {
  const ready = performance.now();
  const at = (id) => document.getElementById(id);
  const table = at('table');
  const names = () => Array.from(table.tBodies).filter((b) => !b.hidden)
    .map((b) => b.querySelector('.open').textContent);
  const result = { ready, rules: names().length };
  const heads = Array.from(table.tHead.querySelectorAll('button'));
  heads[0].click();
  result.ascending = names().every((n, i, all) => i === 0 || all[i - 1] <= n);
  result.sort = table.tHead.rows[0].cells[0].getAttribute('aria-sort');
  heads[2].click();
  const lines = Array.from(table.tBodies).filter((b) => !b.hidden)
    .map((b) => Number(b.rows[0].cells[2].dataset.value));
  result.descending = lines.every((n, i) => i === 0 || lines[i - 1] >= n);
  const first = names()[0];
  at('filter').value = first.toUpperCase();
  at('filter').dispatchEvent(new Event('input', { bubbles: true }));
  result.found = names().includes(first) && names().length < result.rules;
  at('filter').value = '';
  at('filter').dispatchEvent(new Event('input', { bubbles: true }));
  at('dead').click();
  result.all = names().length;
  at('dead').click();
  const open = table.querySelector('tbody:not([hidden]) .open');
  open.click();
  const more = open.closest('tbody').rows[1];
  result.opened = !more.hidden && open.getAttribute('aria-expanded') === 'true';
  const example = more.querySelector('details');
  example.querySelector('summary').click();
  result.example = example.open && example.querySelector('.ledger').offsetHeight > 0;
  result.marked = more.querySelectorAll('mark').length;
  const paper = () => getComputedStyle(document.documentElement).backgroundColor;
  const before = paper();
  at('theme').click();
  result.theme = paper() !== before;
  result.wide = document.documentElement.scrollWidth - innerWidth;
  result.requests = performance.getEntriesByType('resource').map((e) => e.name);
  result.scripts = document.scripts.length;
  result.hostile = document.querySelectorAll('main script, main img, main iframe, [onerror]').length;
  if (window.axe) {
    result.axe = [];
    for (const theme of ['dark', 'light']) {
      document.documentElement.dataset.theme = theme;
      const found = await axe.run({ resultTypes: ['violations'] });
      result.axe.push(...found.violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map((v) => theme + ' ' + v.id + ': ' + v.nodes[0].html.slice(0, 200)));
    }
  }
  result.seen = seen;
  const out = document.createElement('pre');
  out.id = 'result';
  out.textContent = JSON.stringify(result);
  document.body.append(out);
});";

fn chromium() -> Option<PathBuf> {
    let path = Path::new("/usr/bin/chromium");
    let found = path.exists().then(|| path.to_owned());
    if found.is_none() {
        println!("skipped: there is no /usr/bin/chromium (Debian package chromium)");
    }
    found
}

fn axe() -> Option<String> {
    let named = std::env::var_os("DESPAM_AXE").map(PathBuf::from);
    let path = named.unwrap_or_else(|| PathBuf::from("node_modules/axe-core/axe.min.js"));
    let found = fs::read_to_string(&path).ok();
    if found.is_none() {
        println!(
            "axe-core is skipped: there is no {} (npm install axe-core)",
            path.display()
        );
    }
    found
}

/// What the script found on a page in a window of that size.
fn use_page(chromium: &Path, page: &str, size: &str, axe: Option<&str>) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let nonce = page
        .split_once("nonce-")
        .unwrap()
        .1
        .split_once('\'')
        .unwrap()
        .0;
    let script = |text: &str| format!("<script nonce=\"{nonce}\">{text}</script>");
    let tools = script(WATCH) + &axe.map_or(String::new(), script) + &script(USE);
    let copy = folder.path().join("page.html");
    fs::write(&copy, page.replacen("<title>", &(tools + "<title>"), 1)).unwrap();
    let output = Command::new(chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .arg(format!("--window-size={size}"))
        .args([
            "--timeout=60000",
            "--virtual-time-budget=60000",
            "--dump-dom",
        ])
        .arg(format!("file://{}", copy.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let found = dom
        .split_once("<pre id=\"result\">")
        .unwrap_or_else(|| panic!("no result: {}", String::from_utf8_lossy(&output.stderr)));
    let text = found.1.split_once("</pre>").unwrap().0;
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    serde_json::from_str(&text).unwrap()
}

fn check(found: &Value) {
    for what in [
        "ascending",
        "descending",
        "found",
        "opened",
        "example",
        "theme",
    ] {
        assert_eq!(found[what], true, "{what}: {found}");
    }
    assert_eq!(found["seen"], json!([]), "{found}");
    assert_eq!(found["requests"], json!([]), "{found}");
    assert_eq!(found["hostile"], 0, "{found}");
    assert!(found["marked"].as_u64().unwrap() > 0, "{found}");
    assert!(
        found["wide"].as_i64().unwrap() <= 0,
        "scrolls sideways: {found}"
    );
    assert!(found["all"].as_u64() > found["rules"].as_u64(), "{found}");
    if let Some(violations) = found.get("axe") {
        assert_eq!(violations, &json!([]));
    }
}

fn despam(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_despam"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn page(log: &Path) -> String {
    let log = log.to_str().unwrap();
    String::from_utf8(despam(&["audit", log, "--format", "html"])).unwrap()
}

#[test]
fn the_report_of_gold_is_usable() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("hits.zst");
    despam(&["scan", "corpus/gold", "--hits", log.to_str().unwrap(), "-q"]);
    // Accessibility is the same for ten rules as for a thousand, and takes time to check.
    let page = String::from_utf8(despam(&[
        "audit",
        log.to_str().unwrap(),
        "--format",
        "html",
        "--rule",
        "en/share/",
        "--rule",
        "en/spam/",
    ]))
    .unwrap();
    for size in ["1280,900", "390,844"] {
        let found = use_page(&chromium, &page, size, axe().as_deref());
        check(&found);
        assert_eq!(found["sort"], "ascending");
    }
}

/// A log of as many rules and lines with hostile text.
fn hostile_log(rules: usize, lines: usize, text: impl Fn(usize) -> String) -> String {
    let mut log = String::new();
    for line in 0..lines {
        let rule = format!("x/<b>/rule-{:04}", line % (rules - 1));
        let entry = json!({
            "kind": "line", "file": "<img src=x onerror=alert(1)>.jsonl", "record": line + 1,
            "doc": "\u{202e}</title><script>alert(2)</script>", "host": "<script>alert(3)</script>",
            "lang": "\"><script>alert(4)</script>", "line": 1, "chars": 100_000, "verdict": "drop",
            "label": "spam", "against": "spam", "score": 1.0 + (line % 7) as f64, "gold": "<i>",
            "likeness": 0.5, "hash": format!("{line:016x}"), "from": 0, "text": text(line),
            "hits": [{"rule": rule, "score": 1.0, "pivotal": true, "terms": ["</script>"],
                "spans": [[0, 8], [4, 99_999_999]]}],
        });
        writeln!(log, "{entry}").unwrap();
    }
    for rule in 0..rules {
        let fired = if rule + 1 < rules {
            lines.div_ceil(rules)
        } else {
            0
        };
        let entry = json!({
            "kind": "rule", "rule": format!("x/<b>/rule-{rule:04}"), "label": "spam", "score": 1.0,
            "status": "stable", "scope": "line", "protects": false, "decides": true,
            "summary": "<script>alert(5)</script>", "terms": [{"term": "</script>", "lines": 1}],
            "counts": {"lines": fired, "documents": fired, "removed_lines": fired,
                "removed_chars": fired, "pivotal": fired, "solo": fired, "article_like": 0, "gold": {}},
            "cost": null,
        });
        writeln!(log, "{entry}").unwrap();
    }
    let document = json!({
        "kind": "document", "file": "</details><script>alert(6)</script>", "record": 1,
        "doc": null, "chars": 9, "removed_chars": 9, "removed_lines": 1, "more": 0,
        "page": [{"line": 1, "verdict": "drop\"><script>alert(7)</script>", "label": "spam",
            "rules": ["<script>"], "text": text(0)}],
    });
    let run = json!({
        "kind": "run", "rules_hash": "<script>", "profile": "</p><script>alert(8)</script>",
        "thresholds": {"spam": 1.0}, "sample": 1.0, "seed": 0, "profiled": false,
        "counts": {"documents": lines, "documents_changed": lines, "left_alone": 0, "bytes": 1000,
            "lines_hit": lines, "lines_logged": lines, "removed_lines": {"<script>": 3},
            "removed_chars": {"<script>alert(9)</script>": 30},
            "positions": {"<script>alert(10)</script>": vec![1; 20]}, "gold": {}},
    });
    write!(log, "{document}\n{run}\n").unwrap();
    log
}

#[test]
fn hostile_text_is_inert() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("hits.jsonl");
    let long = "长行".repeat(50_000);
    let texts = |line: usize| match line % 4 {
        0 => "<script>alert(11)</script>".to_owned(),
        1 => "</script><svg onload=alert(12)>\u{202e}drow\u{0}\u{7}".to_owned(),
        2 => long.clone(),
        _ => "{{ nonce }} {% raw %} <style>*{display:none}</style>".to_owned(),
    };
    fs::write(&log, hostile_log(5, 40, texts)).unwrap();
    let page = page(&log);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("<style").count(), 1);
    assert!(!page.contains('\u{202e}') && !page.contains('\u{0}'));
    assert!(page.len() < 1_000_000, "{}", page.len());
    let Some(chromium) = chromium() else { return };
    let found = use_page(&chromium, &page, "390,844", None);
    check(&found);
}

/// 1,000 rules and 5,000 examples. How long it takes is printed, not asserted: the figure of
/// `docs/audit.md` is measured on a quiet machine.
#[test]
fn a_large_report_is_usable() {
    let Some(chromium) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("hits.jsonl");
    let text = |line: usize| {
        format!("{line} Follow us on every network and share this page with all of your friends ")
            .repeat(3)
    };
    fs::write(&log, hostile_log(1000, 4995, text)).unwrap();
    let page = page(&log);
    let found = use_page(&chromium, &page, "1280,900", None);
    println!("{} bytes, ready after {} ms", page.len(), found["ready"]);
    assert_eq!(found["rules"], 999);
    assert_eq!(found["seen"], json!([]), "{found}");
}
