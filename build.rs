//! Gives the Windows program its icon, its version and its manifest.

use std::{env, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets/windows");
    if env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return Ok(());
    }
    let mut resource = winresource::WindowsResource::new();
    resource
        .set_icon("assets/windows/holdfast.ico")
        .set_manifest_file("assets/windows/holdfast.manifest")
        .set("ProductName", "Holdfast")
        .set("FileDescription", "Holdfast")
        .set("CompanyName", "The Holdfast developers")
        .set("LegalCopyright", "2026 The Holdfast developers")
        .set("OriginalFilename", "holdfast.exe");
    resource.compile_for("holdfast")
}
