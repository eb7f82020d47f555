"""Writes the tables of the MSI for silent roll-out, as msibuild reads them.

Usage: msi_tables.py STAGE VERSION SECONDS FOLDER
STAGE holds the files to be installed, SECONDS is when they were made (since 1970). In FOLDER one .idt file for each table
is written to tables/, and key and name of each file to the file "files". The same files give the same tables: every
code is made from what is in them.
"""

import datetime
import hashlib
import struct
import sys
import uuid
from pathlib import Path

NAME = "サポート詐欺 救急箱"
# The way back, as set-up program and restore program call it.
RESTORE = "インターネットを 戻す"
RESTORE_HINT = "救急箱が 切った インターネットを 戻します"
MAKER = "Kyukyubako"
APP_ID = "Kyukyubako.FirstAid"
SERVICE = "KyukyubakoGuard"
# Never changes: by it a new version knows the old ones.
UPGRADE_CODE = "{EF1177E1-3F58-4DF1-9456-2C963BCA9AC5}"
OWN_KEY = r"Software\Kyukyubako\Installer"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
HKLM = 2
# How a registry value is looked for: as it is, in the 64-bit part.
RAW_OF_64_BIT = 2 | 16

# Files: key, name, component, the component's code.
FILES = [
    ("Program", "kyukyubako.exe", "{B46C8A06-55DF-4A38-8C91-0C75E5BCF279}"),
    # What is typed in a console.
    ("Console", "kyukyubako.com", "{D2224B69-9DF2-4112-935F-69826682BB2E}"),
    ("Guard", "kyukyubako-guard.exe", "{38A43DA8-36CE-4561-93CC-D7B13C184295}"),
    ("Notice", "kyukyubako-notice.exe", "{F8FFB949-C081-4C83-B0B4-CC57778F3988}"),
    ("Restore", "kyukyubako-restore.exe", "{CC90CC0E-E1F4-44F3-A2E2-CBFC30D0B149}"),
    ("Notices", "THIRD-PARTY-NOTICES.txt", "{F0DBAE4A-CD82-4E44-9EDB-11E59CC3378E}"),
]
# What an administrator may leave out: component, its code, condition.
CHOICES = [
    ("Desktop", "{5292851F-F42E-4EE4-A81D-114C57AFC0E9}", 'DESKTOPICON <> "0"'),
    ("Autostart", "{8317043D-A52F-463C-A9E0-328DAA012058}", 'AUTOSTART <> "0"'),
    ("Choices", "{18EAA972-3B1D-40BD-9BAB-1C343DD3B84E}", ""),
]
# Attributes of a component: 64-bit; its key is a registry value.
IS_64_BIT, REGISTRY_KEY = 0x100, 4
# A file that must be there, compressed.
VITAL = 0x200

# Kinds of custom actions: a program that was installed; deferred, as the system; and what comes on top.
SET_PROPERTY = 51
AS_PERSON = 18 | 0x400
AS_SYSTEM = AS_PERSON | 0x800
GOES_ON = 0x40
ROLLBACK = 0x100
HIDDEN = 0x2000

INSTALLS = "NOT REMOVE"
WITH_GUARD = f'{INSTALLS} AND GUARD <> "0"'
UNINSTALLS = 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE'
# Action, kind, source, target, condition, place in the sequence.
ACTIONS = [
    # What was said at the first installation holds for the next versions.
    ("AutostartAsBefore", SET_PROPERTY, "AUTOSTART", "[KEPT_AUTOSTART]", "KEPT_AUTOSTART AND NOT AUTOSTART", 51),
    ("DesktopAsBefore", SET_PROPERTY, "DESKTOPICON", "[KEPT_DESKTOPICON]", "KEPT_DESKTOPICON AND NOT DESKTOPICON", 52),
    ("GuardAsBefore", SET_PROPERTY, "GUARD", "[KEPT_GUARD]", "KEPT_GUARD AND NOT GUARD", 53),
    # What cannot be done stops neither a removal nor an upgrade. The network is restored before anything goes.
    # What this person's own program had switched off, the Wi-Fi for one.
    ("OwnBack", AS_PERSON | GOES_ON, "Program", "restore --json", UNINSTALLS, 1605),
    ("ProgramsEnd", AS_SYSTEM | GOES_ON, "Guard", "end-programs", 'REMOVE="ALL"', 1610),
    # When the removal itself is broken off, the files come back first. RemoveShortcuts comes before GuardOut: a way back that
    # is left has an entry of the same name.
    ("GuardStays", AS_SYSTEM | GOES_ON | ROLLBACK, "Guard", "install", f'{UNINSTALLS} AND GUARD <> "0"', 1615),
    ("GuardOut", AS_SYSTEM | GOES_ON, "Guard", "uninstall", UNINSTALLS, 1620),
    ("GuardBack", AS_SYSTEM | GOES_ON | ROLLBACK, "Guard", "remove",
     f"{WITH_GUARD} AND NOT Installed AND NOT OLDER", 5910),
    ("GuardIn", AS_SYSTEM, "Guard", "install", WITH_GUARD, 5920),
    # Its target would show the hash in a log.
    ("PinIn", AS_SYSTEM | HIDDEN, "Guard", "keep-pin-hash [PINHASH]", f"{INSTALLS} AND PINHASH", 5930),
    ("PackIn", AS_SYSTEM, "Program", 'pack apply "[PACK]" --yes [PACKSHA256]', f"{INSTALLS} AND PACK", 5940),
]
STANDARD = [
    ("AppSearch", "", 50), ("FindRelatedProducts", "", 25), ("LaunchConditions", "", 100), ("ValidateProductID", "", 700),
    ("CostInitialize", "", 800), ("FileCost", "", 900), ("CostFinalize", "", 1000), ("MigrateFeatureStates", "", 1200),
    ("InstallValidate", "", 1400), ("InstallInitialize", "", 1500),
    # Within the transaction: when the new version cannot be installed, the old one comes back.
    ("RemoveExistingProducts", "", 1510),
    ("ProcessComponents", "", 1600), ("UnpublishFeatures", "", 1800), ("StopServices", "", 1900),
    ("RemoveShortcuts", "", 1612), ("RemoveRegistryValues", "", 2600), ("RemoveEnvironmentStrings", "", 3300),
    ("RemoveFiles", "", 3500),
    ("InstallFiles", "", 4000), ("CreateShortcuts", "", 4500), ("WriteRegistryValues", "", 5000),
    ("WriteEnvironmentStrings", "", 5200),
    ("RegisterUser", "", 6000), ("RegisterProduct", "", 6100), ("PublishFeatures", "", 6300),
    ("PublishProduct", "", 6400), ("InstallFinalize", "", 6600),
]
BEFORE_THE_INSTALLATION = {"AppSearch", "FindRelatedProducts", "LaunchConditions", "ValidateProductID", "CostInitialize",
                           "FileCost", "CostFinalize", "MigrateFeatureStates"}


def code_of(*parts):
    """A code that is the same for the same parts."""
    return "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts))).upper() + "}"


def version_of(path):
    """What the program's version-info says, or nothing where there is none."""
    data = path.read_bytes()
    at = data.find(struct.pack("<I", 0xFEEF04BD)) if data.startswith(b"MZ") else -1
    if at < 0:
        return ""
    high, low = struct.unpack_from("<II", data, at + 8)
    return f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}"


def short(number, name):
    """A name of the old form beside the real one; the number keeps it apart from the others."""
    return f"KYUKYU{number}.{name.rsplit('.', 1)[1][:3].upper()}|{name}"


def tables(stage, version):
    files = [(key, stage / name, code) for key, name, code in FILES]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for _, path, _ in files]
    source = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    product = code_of("product", version, source, *sums)
    uninstall = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{product}"

    yield "Property", "s72 l0", 1, ["Property", "Value"], [
        ("ProductCode", product), ("ProductName", NAME), ("ProductVersion", version), ("ProductLanguage", "1041"),
        ("Manufacturer", MAKER), ("UpgradeCode", UPGRADE_CODE), ("ALLUSERS", "1"),
        ("ARPNOMODIFY", "1"), ("ARPNOREPAIR", "1"),
        # Nobody is thrown out of their work: what is in use is replaced at the next restart.
        ("REBOOT", "ReallySuppress"),
        ("MsiHiddenProperties", "PINHASH"),
        # What goes from the first part of an installation to the one with the system's rights whoever starts it: nothing that
        # somebody who is no administrator could choose for everybody.
        ("SecureCustomProperties", "NEWER;OLDER"),
    ]
    yield "Directory", "s72 S72 l255", 1, ["Directory", "Directory_Parent", "DefaultDir"], [
        ("TARGETDIR", "", "SourceDir"), ("ProgramFiles64Folder", "TARGETDIR", "."),
        ("INSTALLDIR", "ProgramFiles64Folder", "KYUKYU~1|Kyukyubako"), ("ProgramMenuFolder", "TARGETDIR", "."),
        ("DesktopFolder", "TARGETDIR", "."),
    ]
    yield "Component", "s72 S38 s72 i2 S255 S72", 1, [
        "Component", "ComponentId", "Directory_", "Attributes", "Condition", "KeyPath",
    ], [(key, code, "INSTALLDIR", IS_64_BIT, "", key) for key, _, code in files] + [
        (name, code, "INSTALLDIR", IS_64_BIT | REGISTRY_KEY, condition, name) for name, code, condition in CHOICES
    ]
    yield "Feature", "s38 S38 L64 L255 I2 i2 S72 i2", 1, [
        "Feature", "Feature_Parent", "Title", "Description", "Display", "Level", "Directory_", "Attributes",
    ], [("All", "", NAME, "", 1, 1, "INSTALLDIR", 0)]
    components = [key for key, _, _ in files] + [name for name, _, _ in CHOICES]
    yield "FeatureComponents", "s38 s72", 2, ["Feature_", "Component_"], [("All", name) for name in components]
    yield "File", "s72 s72 l255 i4 S72 S20 I2 i2", 1, [
        "File", "Component_", "FileName", "FileSize", "Version", "Language", "Attributes", "Sequence",
    ], [
        (key, key, short(number, path.name), path.stat().st_size, version_of(path), "1041" if version_of(path) else "",
         VITAL, number) for number, (key, path, _) in enumerate(files, 1)
    ]
    yield "Media", "i2 i2 L64 S255 S32 S72", 1, [
        "DiskId", "LastSequence", "DiskPrompt", "Cabinet", "VolumeLabel", "Source",
    ], [(1, len(files), "", "#programs.cab", "", "")]
    yield "Registry", "s72 i2 l255 L255 L0 s72", 1, ["Registry", "Root", "Key", "Name", "Value", "Component_"], [
        ("Desktop", HKLM, OWN_KEY, "OnDesktop", "1", "Desktop"),
        ("Autostart", HKLM, RUN_KEY, "Kyukyubako.Watch", '"[INSTALLDIR]kyukyubako.exe" watch --at-log-on', "Autostart"),
        ("Choices", HKLM, OWN_KEY, "Autostart", "[AUTOSTART]", "Choices"),
        ("ChoiceDesktop", HKLM, OWN_KEY, "DesktopIcon", "[DESKTOPICON]", "Choices"),
        ("ChoiceGuard", HKLM, OWN_KEY, "Guard", "[GUARD]", "Choices"),
        ("Icon", HKLM, uninstall, "DisplayIcon", "[INSTALLDIR]kyukyubako.exe", "Choices"),
    ]
    # At the end of everybody's PATH, and out of it when the product is removed.
    yield "Environment", "s72 l255 L255 s72", 1, ["Environment", "Name", "Value", "Component_"], [
        ("Path", "=-*PATH", "[~];[INSTALLDIR]", "Console"),
    ]
    shortcuts = [("StartMenu", "ProgramMenuFolder", "Program"), ("Desktop", "DesktopFolder", "Desktop")]
    yield "Shortcut", "s72 s72 l128 s72 s72 S255 L255 I2 S72 I2 I2 S72", 1, [
        "Shortcut", "Directory_", "Name", "Component_", "Target", "Arguments", "Description", "Hotkey", "Icon_",
        "IconIndex", "ShowCmd", "WkDir",
    ], [
        (name, folder, f"KYUKYU.LNK|{NAME}", component, "[INSTALLDIR]kyukyubako.exe", "", "", "", "", "", 1, "INSTALLDIR")
        for name, folder, component in shortcuts
    ] + [
        ("Restore", "ProgramMenuFolder", f"KYUKYU1.LNK|{RESTORE}", "Restore", "[INSTALLDIR]kyukyubako-restore.exe", "restore",
         RESTORE_HINT, "", "", "", 1, "INSTALLDIR"),
    ]
    yield "MsiShortcutProperty", "s72 s72 s255 s255", 1, [
        "MsiShortcutProperty", "Shortcut_", "PropertyKey", "PropVariantValue",
    ], [(name, name, "System.AppUserModel.ID", APP_ID) for name, _, _ in shortcuts]
    yield "ServiceControl", "s72 l255 i2 S255 I2 s72", 1, [
        "ServiceControl", "Name", "Event", "Arguments", "Wait", "Component_",
        # Stopped before its file is replaced or removed; its own program makes and removes it.
    ], [("Guard", SERVICE, 2 | 0x20, "", 1, "Guard")]
    # Also over the same version: a package of other files has another product code.
    yield "Upgrade", "s38 S20 S20 S255 i4 S255 s72", 5, [
        "UpgradeCode", "VersionMin", "VersionMax", "Language", "Attributes", "Remove", "ActionProperty",
    ], [(UPGRADE_CODE, "", version, "", 0x200, "", "OLDER"), (UPGRADE_CODE, version, "", "", 2, "", "NEWER")]
    yield "LaunchCondition", "s255 l255", 1, ["Condition", "Description"], [
        # Whoever repairs runs our programs with the system's rights, and sees their windows.
        ("NOT REINSTALL OR NOT RestrictedUserControl", "修復は管理者だけができます。 Only an administrator can repair this."),
        # The removal of the older version ends the window in which somebody is being helped.
        ("Installed OR NOT OLDER OR NOT CUT_MADE", "インターネットを切っている間は、新しい版にできません。戻してから、もう一度してください。 "
         "The internet is cut by this program. Restore it, then do this again."),
        ("NOT NEWER OR Installed", "もっと新しい救急箱が入っています。 A newer version is installed."),
        ("Installed OR NOT SETUP_THERE", "セットアップで入れた救急箱を先に消してください。 "
         "Remove what the set-up program installed first."),
        ("Installed OR NOT PACK OR PACKSHA256", "PACK には PACKSHA256 が要ります。 PACK needs PACKSHA256."),
        ('Installed OR NOT PINHASH OR GUARD <> "0"', "PINHASH は GUARD=0 と一緒に使えません。 PINHASH needs the guard."),
    ]
    # The set-up program installs to the same place, and each would remove the files of the other.
    setup = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Kyukyubako"
    kept = [("KEPT_AUTOSTART", "Autostart"), ("KEPT_DESKTOPICON", "DesktopIcon"), ("KEPT_GUARD", "Guard")]
    yield "AppSearch", "s72 s72", 2, ["Property", "Signature_"], [
        *[(name, name) for name, _ in kept], ("SETUP_THERE", "SETUP_THERE"), ("CUT_MADE", "CUT_MADE"),
    ]
    # The mark that administrators leave beside the record of a cut.
    yield "Signature", "s72 s255 S20 S20 I4 I4 I4 I4 S255", 1, [
        "Signature", "FileName", "MinVersion", "MaxVersion", "MinSize", "MaxSize", "MinDate", "MaxDate", "Languages",
    ], [("CUT_MADE", "CUT-MADE|cut-made", "", "", "", "", "", "", "")]
    yield "DrLocator", "s72 S72 S255 I2", 3, ["Signature_", "Parent", "Path", "Depth"], [
        ("CUT_MADE", "", r"[CommonAppDataFolder]Kyukyubako", 0),
    ]
    yield "RegLocator", "s72 i2 s255 S255 I2", 1, ["Signature_", "Root", "Key", "Name", "Type"], [
        *[(name, HKLM, OWN_KEY, value, RAW_OF_64_BIT) for name, value in kept],
        ("SETUP_THERE", HKLM, setup, "UninstallString", RAW_OF_64_BIT),
    ]
    yield "CustomAction", "s72 i2 S72 S255", 1, ["Action", "Type", "Source", "Target"], [row[:4] for row in ACTIONS]
    columns = ["Action", "Condition", "Sequence"]
    yield "InstallExecuteSequence", "s72 S255 I2", 1, columns, STANDARD + [(row[0], row[4], row[5]) for row in ACTIONS]
    yield "InstallUISequence", "s72 S255 I2", 1, columns, [
        row for row in STANDARD if row[0] in BEFORE_THE_INSTALLATION
    ] + [("ExecuteAction", "", 1300)]


def summary(version, code, seconds):
    """What Explorer and the installer read before they open the tables."""
    made = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y/%m/%d %H:%M:%S")
    return "_SummaryInformation", "i2 l255", 1, ["PropertyId", "Value"], [
        (1, 65001), (2, "Installation Database"), (3, f"{NAME} {version}"), (4, MAKER), (7, "x64;1041"), (9, code),
        (12, made), (13, made),
        # The installer of Windows 7 and later; compressed; to be opened for reading only.
        (14, 500), (15, 2), (18, MAKER), (19, 2),
    ]


def text_of(table):
    name, types, keys, columns, rows = table
    lines = [columns, types.split(), [name, *columns[:keys]], *[[str(field) for field in row] for row in rows]]
    return "".join("\t".join(line) + "\r\n" for line in lines)


def main():
    stage, version, seconds, folder = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    texts = {table[0]: text_of(table) for table in tables(stage, version)}
    texts["_ForceCodepage"] = "\r\n\r\n65001\t_ForceCodepage\r\n"
    package = code_of("package", *[texts[name] for name in sorted(texts)])
    texts["_SummaryInformation"] = text_of(summary(version, package, seconds))
    for name, text in texts.items():
        (folder / "tables" / f"{name}.idt").write_text(text, encoding="utf-8", newline="")
    (folder / "files").write_text("".join(f"{key} {name}\n" for key, name, _ in FILES), encoding="utf-8")


main()
