//! The program in a command as services and autostart entries hold it.

/// Most variables replaced in one command.
const VARIABLES_MAX: usize = 16;
/// What a command's program ends with when nothing quotes it.
const PROGRAM_ENDINGS: [&str; 6] = [".exe", ".com", ".scr", ".bat", ".cmd", ".dll"];

/// `text` with its `%VARIABLES%` replaced by what `lookup` knows; the others stay as they are.
pub fn expanded(text: &str, lookup: impl Fn(&str) -> Option<String>) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    for _ in 0..VARIABLES_MAX {
        let Some((before, name, after)) = variable(rest) else { break };
        out.push_str(before);
        match lookup(name) {
            Some(value) => {
                out.push_str(&value);
                rest = after;
            }
            None => {
                // The closing sign may open the next one.
                out.push('%');
                out.push_str(name);
                rest = rest.get(before.len() + 1 + name.len()..).unwrap_or_default();
            }
        }
    }
    out + rest
}

/// The first `%NAME%`: what comes before it, its name, what comes after it.
fn variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, opened) = text.split_once('%')?;
    let (name, after) = opened.split_once('%')?;
    Some((before, name, after))
}

/// The path of the program that `command` starts. `lookup` knows the variables of the environment.
pub fn program(command: &str, lookup: impl Fn(&str) -> Option<String>) -> String {
    let command = expanded(command.trim(), &lookup);
    let command = command.strip_prefix(r"\??\").unwrap_or(&command);
    let program = match command.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => unquoted(command),
    };
    let lower = program.to_ascii_lowercase();
    // As the service control manager reads them.
    let below_root = if lower.starts_with(r"\systemroot\") {
        program.get(r"\systemroot\".len()..)
    } else {
        lower.starts_with(r"system32\").then_some(program)
    };
    match (below_root, lookup("SystemRoot")) {
        (Some(below), Some(root)) => format!(r"{root}\{below}"),
        _ => program.to_owned(),
    }
}

/// Up to the first ending of a program that ends a word, else up to the first space.
fn unquoted(command: &str) -> &str {
    let lower = command.to_ascii_lowercase();
    let end = PROGRAM_ENDINGS
        .iter()
        .flat_map(|ending| lower.match_indices(ending).map(|(at, found)| at + found.len()))
        .filter(|end| {
            lower.get(*end..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ',']))
        })
        .min()
        .or_else(|| lower.find(char::is_whitespace));
    command.get(..end.unwrap_or(command.len())).unwrap_or(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Option<String> {
        match name.to_ascii_lowercase().as_str() {
            "systemroot" => Some(r"C:\Windows".to_owned()),
            "programfiles(x86)" => Some(r"C:\Program Files (x86)".to_owned()),
            _ => None,
        }
    }

    #[test]
    fn the_program_is_found_in_every_form() {
        for (command, expected) in [
            (
                r#""C:\Program Files\TeamViewer\TeamViewer_Service.exe""#,
                r"C:\Program Files\TeamViewer\TeamViewer_Service.exe",
            ),
            (r#""C:\a b\x.exe" --service "y.exe""#, r"C:\a b\x.exe"),
            (
                r"C:\Program Files (x86)\AnyDesk\AnyDesk.exe --service",
                r"C:\Program Files (x86)\AnyDesk\AnyDesk.exe",
            ),
            (r"%SystemRoot%\System32\svchost.exe -k netsvcs -p", r"C:\Windows\System32\svchost.exe"),
            (r"%ProgramFiles(x86)%\Tool\t.EXE", r"C:\Program Files (x86)\Tool\t.EXE"),
            (r"\SystemRoot\System32\drivers\x.sys", r"C:\Windows\System32\drivers\x.sys"),
            (r"system32\spoolsv.exe", r"C:\Windows\system32\spoolsv.exe"),
            (r"\??\C:\t\a.exe -x", r"C:\t\a.exe"),
            (r"C:\my.exe.files\run.exe", r"C:\my.exe.files\run.exe"),
            (r"rundll32.exe C:\a\b.dll,Start", "rundll32.exe"),
            (r"C:\tools\agent -silent", r"C:\tools\agent"),
            (r"%Unknown%\x.exe", r"%Unknown%\x.exe"),
            (r#""C:\never closed.exe"#, r"C:\never closed.exe"),
            ("\u{3000}C:\\\u{6551}\u{6025}\\x.exe /q", "C:\\\u{6551}\u{6025}\\x.exe"),
            ("", ""),
            ("\"", ""),
        ] {
            assert_eq!(program(command, known), expected, "{command}");
        }
    }

    #[test]
    fn variables_are_replaced_a_bounded_number_of_times() {
        assert_eq!(expanded("100% of %SystemRoot% and 5%", known), r"100% of C:\Windows and 5%");
        let many = "%SystemRoot%".repeat(1_000);
        assert!(expanded(&many, known).len() < many.len());
        // What a value holds is not expanded again.
        assert_eq!(expanded("%a%", |_| Some("%a%".to_owned())), "%a%");
    }
}
