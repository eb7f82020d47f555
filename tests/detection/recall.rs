//! How much of the catalogue is found again: by every name, and by signature after renaming.

use kyukyubako::core::detection::catalogue::{Catalogue, Tool};
use kyukyubako::core::detection::matching::{Candidate, Role};
use kyukyubako::core::detection::pattern::Pattern;
use kyukyubako::core::detection::rules::assess;
use kyukyubako::core::detection::snapshot::{Os, ProcessRecord, Snapshot};
use kyukyubako::core::detection::{Level, allow_list::AllowList};

use crate::catalogue;
use crate::catalogue::instance;

/// The name a criminal gives to a copy.
const RENAMED: &str = "svchost-helper.exe";

fn named(name: &str) -> ProcessRecord {
    ProcessRecord { pid: Some(4242), name: Some(name.into()), ..ProcessRecord::default() }
}

fn renamed(signer: &str) -> ProcessRecord {
    ProcessRecord {
        exe: Some(format!("C:\\Users\\u\\Music\\{RENAMED}")),
        signer: Some(signer.into()),
        signature_valid: Some(true),
        ..named(RENAMED)
    }
}

/// The level of `tool` when only `process` runs; other tools must not be found.
fn level_of(catalogue: &Catalogue, tool: &Tool, process: ProcessRecord) -> Option<Level> {
    let snapshot = Snapshot { os: Os::Windows, processes: vec![process], ..Snapshot::default() };
    let assessment = assess(&snapshot, catalogue, &AllowList::default(), None);
    let stranger = assessment.findings.iter().find(|finding| finding.tool != tool.id);
    assert!(stranger.is_none(), "{} is taken for {stranger:?}", tool.id);
    assessment.findings.first().map(|finding| finding.level)
}

/// `found` of `all`, printed, and the share in percent.
fn report(what: &str, found: usize, all: usize) -> f64 {
    let (part, whole) = (u32::try_from(found).unwrap(), u32::try_from(all).unwrap());
    let percent = f64::from(part) * 100.0 / f64::from(whole);
    eprintln!("recall {what} {found}/{all} ({percent:.1} %)");
    percent
}

#[test]
fn every_name_is_found() {
    let catalogue = catalogue();
    let (mut all, mut missed) = (0, Vec::new());
    for tool in &catalogue.tools {
        let roles: [(&[Pattern], Level); 4] = [
            (&tool.session.executables, Level::Live),
            (&tool.on_demand_executables, Level::Live),
            (&tool.executables, Level::Leftover),
            (&tool.idle_executables, Level::Leftover),
        ];
        for (patterns, at_least) in roles {
            for pattern in patterns {
                all += 1;
                let name = instance(pattern);
                if level_of(&catalogue, tool, named(&name)) < Some(at_least) {
                    missed.push(format!("{}: {name}", tool.id));
                }
            }
        }
    }
    report("by name", all - missed.len(), all);
    assert!(missed.is_empty(), "{missed:?}");
    assert!(all >= 300, "{all}");
}

#[test]
fn renamed_copies_are_found_by_their_signature() {
    let catalogue = catalogue();
    let (mut all, mut by_product, mut by_original, mut alone, mut missed) = (0, 0, 0, 0, Vec::new());
    let mut with_original = 0;
    for tool in &catalogue.tools {
        for signer in &tool.signers {
            all += 1;
            let signed = renamed(&instance(signer));
            let mut found = false;
            if tool.single_product_signers {
                alone += 1;
                found = level_of(&catalogue, tool, signed.clone()).is_some();
                assert!(found, "{} by its signer alone", tool.id);
            } else {
                // Its makers sign other things, too.
                let other = ProcessRecord { product: Some("Photo Album".into()), ..signed.clone() };
                assert_eq!(level_of(&catalogue, tool, signed.clone()), None, "{}", tool.id);
                assert_eq!(level_of(&catalogue, tool, other), None, "{}", tool.id);
            }
            if let Some(product) = tool.products.first() {
                let process = ProcessRecord { product: Some(instance(product)), ..signed.clone() };
                if level_of(&catalogue, tool, process).is_some() {
                    by_product += 1;
                    found = true;
                }
            }
            if let Some(original) = tool.executables.first() {
                with_original += 1;
                let process = ProcessRecord { original_filename: Some(instance(original)), ..signed };
                if level_of(&catalogue, tool, process).is_some() {
                    by_original += 1;
                    found = true;
                }
            }
            if !found {
                missed.push(&tool.id);
            }
        }
    }
    report("renamed, by signer and product", by_product, all);
    report("renamed, by signer and original file name", by_original, with_original);
    report("renamed, by signer alone (single product)", alone, alone);
    let percent = report("renamed, by signer with either", all - missed.len(), all);
    assert!(percent >= 95.0, "{missed:?}");
    assert!(all >= 60, "{all}");
}

#[test]
fn a_signature_that_does_not_hold_finds_nothing() {
    let catalogue = catalogue();
    for tool in &catalogue.tools {
        for signer in &tool.signers {
            let mut process = renamed(&instance(signer));
            process.signature_valid = Some(false);
            assert_eq!(level_of(&catalogue, tool, process.clone()), None, "{}", tool.id);
            process.signature_valid = None;
            assert_eq!(level_of(&catalogue, tool, process), None, "{}", tool.id);
        }
    }
}

#[test]
fn a_generic_name_counts_only_with_its_own_maker_or_place() {
    let catalogue = catalogue();
    let (mut all, mut found) = (0, 0);
    for tool in &catalogue.tools {
        for generic in &tool.generic_executables {
            let name = instance(generic);
            assert_eq!(level_of(&catalogue, tool, named(&name)), None, "{}: {name}", tool.id);
            let mut ways = Vec::new();
            for signer in &tool.signers {
                ways.push(ProcessRecord {
                    signer: Some(instance(signer)),
                    signature_valid: Some(true),
                    ..named(&name)
                });
            }
            for product in &tool.products {
                ways.push(ProcessRecord { product: Some(instance(product)), ..named(&name) });
            }
            for company in &tool.companies {
                ways.push(ProcessRecord { company: Some(instance(company)), ..named(&name) });
            }
            for path in &tool.paths {
                let folder = instance(path).trim_end_matches("7q").to_owned();
                ways.push(ProcessRecord { exe: Some(format!("{folder}/{name}")), ..named(&name) });
            }
            for way in ways {
                all += 1;
                let candidate = Candidate::new(&way, &catalogue.system);
                let role = candidate.role_in(tool);
                assert!(
                    role.as_ref().is_some_and(|(role, _)| *role >= Role::Installed),
                    "{}: {way:?}",
                    tool.id
                );
                found += usize::from(role.is_some());
            }
        }
    }
    report("generic name with a second signal", found, all);
    assert!(all >= 50, "{all}");
}

#[test]
fn shared_signers_with_another_product_find_nothing() {
    let catalogue = catalogue();
    for (signer, product, name) in [
        ("GoTo Technologies USA, LLC", "GoToMeeting", "g2mcomm.exe"),
        ("GoTo Technologies USA, LLC", "GoTo", "GoTo.exe"),
        ("GoTo Technologies USA, LLC", "GoTo Webinar", "g2mlauncher.exe"),
        ("LogMeIn, Inc.", "LogMeIn Hamachi", "hamachi-2.exe"),
        ("LogMeIn, Inc.", "LMIGuardianSvc", "LMIGuardianSvc.exe"),
        ("GoTo Technologies USA, LLC", "LastPass", "LastPassBroker.exe"),
        ("Google LLC", "Google Chrome", "chrome.exe"),
        ("Google LLC", "Google Drive", "GoogleDriveFS.exe"),
        ("Microsoft Corporation", "Microsoft Teams", "ms-teams.exe"),
        ("Microsoft Windows", "Microsoft® Windows® Operating System", "mstsc.exe"),
        ("ZOHO Corporation Private Limited", "Zoho Mail", "ZohoMail.exe"),
        ("AOMEI International Network Limited", "AOMEI Backupper", "ABCore.exe"),
        ("IDrive, Inc.", "IDrive", "id_service.exe"),
        ("Nanosystems S.r.l.", "Uranium Backup", "UraniumBackup.exe"),
        ("ENTER S.R.L.", "Iperius Backup", "Iperius.exe"),
        ("Famatech Corp.", "Radmin VPN", "RvRvpnGui.exe"),
        ("Electronic Team, Inc.", "FlexiHub", "flexihub.exe"),
        ("ConnectWise, LLC", "ConnectWise Manage", "ConnectWiseManage.exe"),
        ("PDQ.com Corporation", "PDQ Deploy", "PDQDeploy.exe"),
        ("Splashtop Inc.", "Splashtop XDisplay", "XDisplay.exe"),
        ("Comodo Security Solutions, Inc.", "COMODO Internet Security", "cis.exe"),
    ] {
        let process = ProcessRecord {
            exe: Some(format!("C:\\Program Files\\Vendor\\{name}")),
            company: Some(signer.into()),
            product: Some(product.into()),
            original_filename: Some(name.into()),
            signer: Some(signer.into()),
            signature_valid: Some(true),
            ..named(name)
        };
        let snapshot = Snapshot { os: Os::Windows, processes: vec![process], ..Snapshot::default() };
        let assessment = assess(&snapshot, &catalogue, &AllowList::default(), None);
        assert_eq!(assessment.findings, [], "{product}");
    }
}

/// A real file as public sources describe it, written down without a look at the catalogue.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownFile {
    tool: String,
    name: String,
    company: Option<String>,
    product: Option<String>,
    original: Option<String>,
    signer: Option<String>,
    sold_as: Option<String>,
    #[serde(default)]
    common: bool,
}

#[derive(serde::Deserialize)]
struct KnownFiles {
    file: Vec<KnownFile>,
}

impl KnownFile {
    /// The file under another name, with all that was published of its version information.
    fn renamed(&self) -> ProcessRecord {
        ProcessRecord {
            exe: Some(format!("C:\\Users\\u\\Music\\{RENAMED}")),
            company: self.company.clone(),
            product: self.product.clone(),
            original_filename: self.original.clone(),
            ..named(RENAMED)
        }
    }

    fn signed(&self) -> ProcessRecord {
        ProcessRecord { signer: self.signer.clone(), signature_valid: Some(true), ..self.renamed() }
    }
}

fn known_files() -> Vec<KnownFile> {
    toml::from_str::<KnownFiles>(include_str!("known_files.toml")).unwrap().file
}

/// Which of `files` are not known to be what they are by `process`; how many are is printed.
fn missed<'f>(
    what: &str,
    files: impl Iterator<Item = &'f KnownFile>,
    process: impl Fn(&KnownFile) -> ProcessRecord,
) -> Vec<&'f str> {
    let catalogue = catalogue();
    let (mut all, mut missed) = (0, Vec::new());
    for file in files {
        all += 1;
        let tool = catalogue.tool(&file.tool).ok_or(&file.tool).unwrap();
        if level_of(&catalogue, tool, process(file)).is_none() {
            missed.push(file.name.as_str());
        }
    }
    report(what, all - missed.len(), all);
    eprintln!("  missed: {}", missed.join(", "));
    assert!(all >= 80, "{all}");
    missed
}

#[test]
fn real_files_are_found_by_the_names_that_were_published() {
    let files = known_files();
    let tools: std::collections::BTreeSet<_> = files.iter().map(|file| &file.tool).collect();
    assert!(tools.len() >= 80, "{}", tools.len());
    let missed = missed("real files, by name", files.iter(), |file| match file.common {
        false => named(&file.name),
        true => ProcessRecord { name: Some(file.name.clone()), exe: None, ..file.signed() },
    });
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn what_public_lists_give_of_real_files_is_recognised_after_renaming() {
    let files = known_files();
    let signed = || files.iter().filter(|file| file.signer.is_some());
    let product = |file: &KnownFile| file.product.clone().or_else(|| file.sold_as.clone());
    let lost =
        missed("real files, renamed, signed, with the product as published or sold", signed(), |file| {
            ProcessRecord { product: product(file), ..file.signed() }
        });
    assert_eq!(lost, <[&str; 0]>::default());
    let lost = missed("real files, renamed, signer and product only", signed(), |file| ProcessRecord {
        product: product(file),
        company: None,
        original_filename: None,
        ..file.signed()
    });
    // Their signers sign too much to be listed; the company beside the product finds them.
    assert_eq!(lost, ["parsecd.exe", "QuickAssist.exe"]);
    let described = || {
        files
            .iter()
            .filter(|file| file.original.is_some() || file.company.is_some() && product(file).is_some())
    };
    let lost = missed("real files, renamed, unsigned, version information only", described(), |file| {
        ProcessRecord { product: product(file), ..file.renamed() }
    });
    // A name too ordinary to count without its signer; and one it is sold under that is also the viewer's,
    // which is the helper's side.
    assert_eq!(lost, ["getscreen.exe", "tvnserver.exe"]);
}

/// How much less remains when nobody published the product: makers sign other programs, too, so that
/// neither a signer nor a company says which tool it is. Nothing may rely on these.
#[test]
fn without_a_product_most_renamed_files_are_not_known() {
    let files = known_files();
    let signed = || files.iter().filter(|file| file.signer.is_some());
    let published =
        missed("real files, renamed, signed, only what was published", signed(), KnownFile::signed);
    let alone = missed("real files, renamed, signer alone", signed(), |file| ProcessRecord {
        company: None,
        product: None,
        original_filename: None,
        ..file.signed()
    });
    assert!(published.iter().all(|file| alone.contains(file)), "more facts found less");
}
