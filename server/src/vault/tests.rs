use std::fs;
use std::io::{Read, Write};

use domain::vault::{FileName, Vault};
use tempfile::TempDir;

use super::Folder;

fn name(last: char) -> FileName {
    format!("{}{last}", "0".repeat(31)).parse().unwrap()
}

fn scratch() -> (TempDir, Folder) {
    let scratch = TempDir::new().unwrap();
    let folder = Folder::beside(&scratch.path().join("gdpr.db"));
    (scratch, folder)
}

fn keep(folder: &Folder, name: &FileName, content: &[u8]) {
    let mut file = folder.create(name).unwrap();
    file.write_all(content).unwrap();
    file.keep().unwrap();
}

fn read(folder: &Folder, name: &FileName) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    folder.open(name).unwrap()?.read_to_end(&mut content).unwrap();
    Some(content)
}

#[test]
fn a_file_is_there_when_it_was_kept_and_until_it_is_deleted() {
    let (_scratch, folder) = scratch();
    assert!(folder.names().unwrap().is_empty() && read(&folder, &name('1')).is_none());
    let mut file = folder.create(&name('1')).unwrap();
    file.write_all(b"content").unwrap();
    assert!(read(&folder, &name('1')).is_none(), "not whole yet");
    assert_eq!(folder.names().unwrap(), [name('1')]);
    file.keep().unwrap();
    assert_eq!(read(&folder, &name('1')).unwrap(), b"content");
    assert!(folder.delete(&name('1')).unwrap());
    assert!(!folder.delete(&name('1')).unwrap());
    assert!(folder.names().unwrap().is_empty() && read(&folder, &name('1')).is_none());
}

#[test]
fn a_file_that_is_not_kept_leaves_nothing() {
    let (_scratch, folder) = scratch();
    folder.create(&name('1')).unwrap().write_all(b"content").unwrap();
    assert!(folder.names().unwrap().is_empty());
    assert!(fs::read_dir(&folder.path).unwrap().next().is_none());
}

#[test]
fn what_a_process_left_that_was_killed_is_found_and_can_be_removed() {
    let (_scratch, folder) = scratch();
    keep(&folder, &name('1'), b"content");
    fs::write(folder.begun(&name('2')), b"cont").unwrap();
    fs::write(folder.path.join("of somebody else"), b"").unwrap();
    assert_eq!(folder.names().unwrap(), [name('1'), name('2')]);
    assert!(folder.delete(&name('2')).unwrap());
    assert_eq!(folder.names().unwrap(), [name('1')]);
    assert!(folder.path.join("of somebody else").exists());
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_scratch, folder) = scratch();
    keep(&folder, &name('1'), b"content");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder.path), mode(&folder.whole(&name('1')))), (0o700, 0o600));
}

#[test]
fn a_folder_that_cannot_be_used_says_which_and_why() {
    let (scratch, _) = scratch();
    fs::write(scratch.path().join("file"), b"").unwrap();
    let folder = Folder::new(scratch.path().join("file"));
    let error = folder.create(&name('1')).map(drop).unwrap_err().to_string();
    assert!(error.starts_with("the folder of packages cannot be used: ") && error.contains("file"), "{error}");
    assert!(folder.names().is_err());
}
