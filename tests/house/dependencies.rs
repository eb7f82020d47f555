//! What the programs are made of.

use toml_edit::{DocumentMut, Item, TableLike};

use crate::source::{root, text};

fn manifest() -> DocumentMut {
    text(&root().join("Cargo.toml")).parse().expect("Cargo.toml is TOML")
}

/// Calls `look` with every table of dependencies and its name.
fn each_table(manifest: &DocumentMut, mut look: impl FnMut(&str, &dyn TableLike)) {
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut found = 0;
    for kind in kinds {
        if let Some(table) = manifest.get(kind).and_then(Item::as_table_like) {
            look(kind, table);
            found += 1;
        }
    }
    let targets = manifest.get("target").and_then(Item::as_table_like).expect("targets");
    for (target, item) in targets.iter() {
        for kind in kinds {
            if let Some(table) = item.get(kind).and_then(Item::as_table_like) {
                look(&format!("{target} {kind}"), table);
                found += 1;
            }
        }
    }
    assert!(found >= 5, "the tables were found");
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let mut silent = Vec::new();
    each_table(&manifest(), |kind, table| {
        for (name, _) in table.iter() {
            let comment =
                table.key(name).and_then(|key| key.leaf_decor().prefix()?.as_str().map(str::to_owned));
            if !comment.is_some_and(|comment| comment.contains('#')) {
                silent.push(format!("{kind}: {name}"));
            }
        }
    });
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn the_inspection_port_of_the_window_library_is_never_built_in() {
    each_table(&manifest(), |kind, table| {
        for name in ["eframe", "egui"] {
            let features = table.get(name).and_then(|item| item.get("features")).and_then(Item::as_array);
            for feature in features.into_iter().flatten() {
                assert_ne!(feature.as_str(), Some("inspection"), "{kind}: {name}");
            }
        }
    });
}

#[test]
fn there_is_one_version_of_the_windows_bindings() {
    let lock: DocumentMut = text(&root().join("Cargo.lock")).parse().expect("Cargo.lock is TOML");
    let packages = lock.get("package").and_then(Item::as_array_of_tables).expect("packages");
    let versions: Vec<_> = packages
        .iter()
        .filter(|package| package.get("name").and_then(Item::as_str) == Some("windows"))
        .filter_map(|package| package.get("version").and_then(Item::as_str))
        .collect();
    assert_eq!(versions.len(), 1, "{versions:?}");
}
