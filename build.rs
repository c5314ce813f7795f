//! Gives the Windows programs their icon, their version and their manifest.

use std::{env, io};

const ICON: &str = "assets/windows/holdfast.ico";
const MANIFEST: &str = "assets/windows/holdfast.manifest";

/// The programs and what they are.
const PROGRAMS: [(&str, &str); 2] = [
    ("holdfast", "Holdfast"),
    ("holdfastw", "Holdfast (opens the window)"),
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={ICON}");
    println!("cargo::rerun-if-changed={MANIFEST}");
    if env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return Ok(());
    }
    for (program, description) in PROGRAMS {
        let mut resource = winresource::WindowsResource::new();
        resource
            .set_icon(ICON)
            .set_manifest_file(MANIFEST)
            .set("ProductName", "Holdfast")
            // What the task manager calls it.
            .set("FileDescription", description)
            .set("InternalName", program)
            .set("OriginalFilename", &format!("{program}.exe"))
            .set("CompanyName", "The Holdfast developers")
            .set("LegalCopyright", "2026 The Holdfast developers");
        resource.compile_for(program)?;
    }
    Ok(())
}
