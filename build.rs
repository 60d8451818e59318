//! Bakes one table over all code points: character class and fold action.
//!
//! At run time a fold through the Unicode and OpenCC crates does 21–100 MB/s, one look-up
//! in a baked table 300–700 MB/s. The crates are therefore asked once, here, and none of
//! them is a dependency of the program. Nothing in the table is typed by hand, except the
//! few decisions that are this project's own; they stand in `build/`.

#[path = "build/classes.rs"]
mod classes;
#[path = "build/folds.rs"]
mod folds;
#[path = "build/table.rs"]
mod table;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    let folder = folds::Folder::new()?;
    let table = table::Table::bake(&folder);
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("characters.rs");
    std::fs::write(out, table.to_source())?;
    Ok(())
}
