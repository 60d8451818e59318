//! Corpora in object stores, against an S3 server that the test starts (moto, by
//! `tests/object_store/serve.py`); skipped where Python (`DESPAM_PYTHON`, else `python3`) has
//! no moto. A proxy between the two cuts a download and an upload off.

#![cfg(feature = "object-store")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const SHARE_ROW: &str = "分享到：微信 新浪微博 QQ空间";
/// Bytes of a response after which the first is cut off: inside a range.
const CUT_DOWN: usize = 5 << 20;
/// Bytes of a request after which the first is cut off: inside a part.
const CUT_UP: usize = 3 << 20;

fn python() -> Command {
    Command::new(std::env::var("DESPAM_PYTHON").unwrap_or("python3".to_owned()))
}

/// The S3 server.
struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    port: u16,
}

impl Server {
    /// A server with the files of a folder; `None` if there is no moto.
    fn start(files: &Path) -> Option<Server> {
        let probe = python().args(["-c", "import boto3, moto.server"]).output();
        if !probe.is_ok_and(|probe| probe.status.success()) {
            println!("skipped: needs Python with boto3 and moto[server]");
            return None;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/object_store/serve.py");
        let mut child = python()
            .arg(script)
            .arg(files)
            .current_dir(files.parent()?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Server {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            port: 0,
        };
        server.port = server.answer().parse().unwrap();
        Some(server)
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    fn ask(&mut self, command: &str) -> String {
        writeln!(self.input, "{command}").unwrap();
        self.answer()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Which directions were cut already.
#[derive(Default)]
struct Cuts {
    down: AtomicBool,
    up: AtomicBool,
}

/// A proxy that cuts one connection in each direction; its port.
fn proxy(target: u16, cuts: Arc<Cuts>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(("127.0.0.1", target)).unwrap();
            let ends = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let (up, down) = (cuts.clone(), cuts.clone());
            std::thread::spawn(move || pump(client, server, CUT_UP, &up.up));
            std::thread::spawn(move || pump(ends.1, ends.0, CUT_DOWN, &down.down));
        }
    });
    port
}

fn pump(mut from: TcpStream, mut to: TcpStream, most: usize, cut: &AtomicBool) {
    let mut buffer = vec![0; 64 << 10];
    let mut passed = 0;
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        passed += read;
        if passed > most && !cut.swap(true, Ordering::SeqCst) {
            break;
        }
        if to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    for stream in [from, to] {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

fn record(i: usize) -> String {
    let body = "正文在这里，写得很长。".repeat(40 + i % 40);
    format!("{{\"id\":{i},\"text\":\"{body}\\n{SHARE_ROW}\\n{body}\"}}\n")
}

fn records(bytes: usize) -> String {
    let mut text = String::new();
    (0..).map(record).any(|record| {
        text.push_str(&record);
        text.len() >= bytes
    });
    text
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

struct Run {
    folder: PathBuf,
    port: u16,
}

impl Run {
    /// The exit status and what was said.
    fn despam(&self, arguments: &[&str]) -> (i32, String) {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/made_elsewhere/rules");
        let done = Command::new(env!("CARGO_BIN_EXE_despam"))
            .args(arguments)
            .arg("--rules")
            .arg(rules)
            .env(
                "AWS_ENDPOINT_URL",
                format!("http://127.0.0.1:{}", self.port),
            )
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", "secret")
            .env("AWS_REGION", "us-east-1")
            .current_dir(&self.folder)
            .output()
            .unwrap();
        (
            done.status.code().unwrap_or(-1),
            String::from_utf8(done.stderr).unwrap(),
        )
    }
}

fn tree(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut files, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push((
                    path.strip_prefix(root).unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                )),
            }
        }
    }
    files.sort();
    files
}

fn assert_same(folder: &Path, one: &str, other: &str) {
    let (one, other) = (tree(&folder.join(one)), tree(&folder.join(other)));
    let names = |files: &[(PathBuf, Vec<u8>)]| -> Vec<PathBuf> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&one), names(&other));
    for ((name, bytes), (_, others)) in one.iter().zip(&other) {
        assert!(bytes == others, "{} differs", name.display());
    }
}

fn corpus(root: &Path) -> io::Result<()> {
    fs::create_dir_all(root.join("sub"))?;
    // More than two parts and four ranges.
    fs::write(root.join("large.jsonl"), records(36 << 20))?;
    fs::write(
        root.join("sub/small.jsonl.gz"),
        gzip(records(9000).as_bytes()),
    )?;
    fs::write(root.join("sub/page.txt"), format!("正文。\n{SHARE_ROW}\n"))?;
    fs::write(root.join("sub/empty.jsonl"), "")?;
    fs::write(root.join("sub/damaged.jsonl"), "{\"text\": 1\n")?;
    fs::write(root.join("page.pdf"), "%PDF")?;
    // Its output is more than a part when it turns out to be cut off.
    let whole = gzip(records(20 << 20).as_bytes());
    fs::write(root.join("cut.jsonl.gz"), &whole[..whole.len() - 9])
}

#[test]
fn a_corpus_in_a_store_is_cleaned_through_broken_connections() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    corpus(&folder.join("in")).unwrap();
    let Some(mut server) = Server::start(&folder.join("in")) else {
        return;
    };
    let cuts = Arc::new(Cuts::default());
    let run = Run {
        folder: folder.to_owned(),
        port: proxy(server.port, cuts.clone()),
    };
    let local = [
        "clean",
        "in",
        "-o",
        "local/out",
        "--removed",
        "local/logs/removed",
    ];
    let (status, said) = run.despam(&local);
    assert_eq!(status, 1, "{said}");
    let (status, said) = run.despam(&[
        "clean",
        "s3://corpus/in/",
        "-o",
        "s3://corpus/out/",
        "--removed",
        "s3://corpus/logs/removed",
    ]);
    assert_eq!(status, 1, "{said}");
    for expected in [
        "s3://corpus/in/cut.jsonl.gz: record",
        "s3://corpus/in/sub/damaged.jsonl: record 1, byte 11: not JSON",
        "s3://corpus/in/page.pdf: in no format that is known",
        "2 problems",
    ] {
        assert!(said.contains(expected), "{said}");
    }
    assert!(cuts.down.load(Ordering::SeqCst), "no download was cut off");
    assert!(cuts.up.load(Ordering::SeqCst), "no upload was cut off");
    for prefix in ["out", "logs"] {
        assert_eq!(server.ask(&format!("save {prefix} stored")), "saved");
    }
    assert_same(folder, "local", "stored");
    assert_eq!(server.ask("uploads"), "0", "uploads were left behind");
    // From the store to the disk and back to what it was.
    let (status, said) = run.despam(&["clean", "s3://corpus/in/sub/", "-o", "disk/", "--resume"]);
    assert_eq!(status, 1, "{said}");
    assert_same(folder, "disk", "local/out/sub");
    let patterns = ["clean", "s3://corpus/in/*/*.txt", "-o", "pattern/", "-q"];
    assert_eq!(run.despam(&patterns), (0, String::new()));
    assert_eq!(tree(&folder.join("pattern")).len(), 1);
}

#[test]
fn what_goes_wrong_in_a_store_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir(folder.join("in")).unwrap();
    fs::write(folder.join("in/a.jsonl"), record(1)).unwrap();
    let Some(server) = Server::start(&folder.join("in")) else {
        return;
    };
    let run = Run {
        folder: folder.to_owned(),
        port: server.port,
    };
    for (arguments, expected) in [
        (
            &["s3://corpus/in/", "-o", "s3://corpus/in/out/"][..],
            "the output s3://corpus/in/out/a.jsonl lies inside the input folder s3://corpus/in",
        ),
        (
            &["s3://corpus/in/a.jsonl", "-o", "s3://corpus/in/a.jsonl"],
            "s3://corpus/in/a.jsonl is an input and would be overwritten",
        ),
        (
            &["s3://none/a.jsonl", "-o", "out/"],
            "s3://none/a.jsonl: cannot be read: there is no such object, folder or bucket \
             (NoSuchBucket",
        ),
        (
            &["s3://corpus/absent/", "-o", "out/"],
            "s3://corpus/absent/: cannot be read: there is no such object, folder or bucket",
        ),
        (
            &["in", "-o", "s3://none/"],
            "cannot write s3://none/a.jsonl: there is no such object, folder or bucket",
        ),
        (
            &["in", "-o", "out/", "--removed", "s3://none/removed"],
            "cannot write s3://none/removed: there is no such object, folder or bucket",
        ),
        (
            &["in", "-o", "s3://corpus/out/", "--resume"],
            "a run that writes to an object store cannot be resumed",
        ),
        (&["s3://", "-o", "out/"], "no bucket or host is named"),
    ] {
        let (status, said) = run.despam(&[&["clean"], arguments].concat());
        assert!(said.contains(expected), "{arguments:?} {status}: {said}");
        assert_ne!(status, 0);
    }
    assert!(!folder.join("out").exists());
}
