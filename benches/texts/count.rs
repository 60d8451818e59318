//! Costs that other programs on the machine disturb little or not at all.

use std::process::Command;

/// Instructions of what the benchmark `bench` hands to [`measured`] when it is called with
/// `--stage STAGE`, counted by valgrind; `None` without it.
pub fn instructions(bench: &str, stage: &str) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--toggle-collect={bench}::texts::count::measured"))
        .arg(std::env::current_exe().unwrap())
        .args(["--stage", stage])
        .output()
        .ok()?;
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = printed.lines().find(|line| line.contains("Collected :"));
    let count = line.and_then(|line| line.rsplit(' ').next()?.parse().ok());
    Some(count.unwrap_or_else(|| panic!("valgrind counted nothing: {printed}")))
}

/// Does what is counted.
#[inline(never)]
pub fn measured(work: &mut dyn FnMut()) {
    work();
}

/// Nanoseconds that this thread has run, as the kernel of Linux counts them.
pub fn processor_time() -> u64 {
    // The kernel adds up what a thread ran when it lets go of the processor.
    std::thread::yield_now();
    let read = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    read.split(' ').next().unwrap().parse().unwrap()
}

/// The same of all threads, those that have ended as well, to a hundredth of a second.
pub fn process_time() -> u64 {
    let read = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = read.rsplit_once(')').unwrap();
    let ticks = fields.split(' ').skip(12).take(2);
    ticks
        .map(|ticks| ticks.parse::<u64>().unwrap())
        .sum::<u64>()
        * 10_000_000
}
