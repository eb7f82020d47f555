//! UI Automation: what another program invokes in the window is nobody's hand.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use kyukyubako::content::{Locale, Texts};
use kyukyubako::platform::directories::Directories;
use windows::Win32::Foundation::HWND;
use windows::Win32::System::Com::{
    CLSCTX_INPROC_SERVER, COINIT_MULTITHREADED, CoCreateInstance, CoInitializeEx,
};
use windows::Win32::UI::Accessibility::{
    CUIAutomation, IUIAutomation, IUIAutomationElement, IUIAutomationInvokePattern, IUIAutomationTreeWalker,
    UIA_InvokePatternId,
};
use windows::core::{HRESULT, Interface as _};

use super::watch::alert;

/// What Wine does not have yet.
const NOT_THERE: HRESULT = HRESULT(0x8000_4001_u32.cast_signed());

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// The first element below `element` that is called so in some language of the program.
fn find(
    walker: &IUIAutomationTreeWalker,
    element: &IUIAutomationElement,
    id: &str,
    depth: usize,
) -> Option<IUIAutomationElement> {
    // SAFETY: the elements are alive as long as their values.
    let name = unsafe { element.CurrentName() }.map(|name| name.to_string()).unwrap_or_default();
    if Locale::ALL.into_iter().any(|locale| Texts::new(locale).get(id) == name) {
        return Some(element.clone());
    }
    if depth == 0 {
        return None;
    }
    // SAFETY: as above; the end of a row is an error here.
    let mut next = unsafe { walker.GetFirstChildElement(element) }.ok();
    while let Some(child) = next {
        if let Some(found) = find(walker, &child, id, depth - 1) {
            return Some(found);
        }
        // SAFETY: as above.
        next = unsafe { walker.GetNextSiblingElement(&child) }.ok();
    }
    None
}

fn log() -> String {
    let folder = Directories::for_user().state.unwrap().join("log");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| std::fs::read_to_string(file.path()).unwrap_or_default()).collect()
}

#[test]
fn what_another_program_invokes_is_no_hand() {
    if !super::under_wine() {
        println!("skipped: opens the window and its settings");
        return;
    }
    let program = super::restore_program_built().with_file_name("kyukyubako.exe");
    let _program = Program(Command::new(program).spawn().unwrap());
    let until = Instant::now() + Duration::from_secs(60);
    let mut last: Option<HWND> = None;
    let window = loop {
        assert!(Instant::now() < until, "no window");
        // The first renderer breaks down under Wine, and the other makes a window of its own.
        let now = alert();
        if now.is_some() && now == last {
            break now.unwrap();
        }
        last = now;
        std::thread::sleep(Duration::from_secs(5));
    };
    // SAFETY: on this thread, for as long as it lives; every value is alive during its calls.
    let (automation, walker) = unsafe {
        CoInitializeEx(None, COINIT_MULTITHREADED).ok().unwrap();
        let automation: IUIAutomation = CoCreateInstance(&CUIAutomation, None, CLSCTX_INPROC_SERVER).unwrap();
        let walker = automation.ControlViewWalker().unwrap();
        (automation, walker)
    };
    for id in ["button-settings", "settings-size-large"] {
        let element = super::wait_for(id, || {
            // SAFETY: as above.
            let root = unsafe { automation.ElementFromHandle(window) }.ok()?;
            find(&walker, &root, id, 12)
        });
        // SAFETY: as above.
        let pattern = match unsafe { element.GetCurrentPattern(UIA_InvokePatternId) } {
            Ok(pattern) => pattern,
            Err(error) if error.code() == NOT_THERE => {
                println!("skipped: no UI Automation of other programs under this Wine");
                return;
            }
            Err(error) => panic!("{id}: {error}"),
        };
        let invoke: IUIAutomationInvokePattern = pattern.cast().unwrap();
        // SAFETY: as above.
        unsafe { invoke.Invoke() }.unwrap();
    }
    super::wait_for("what was invoked is refused", || log().contains("Remote(Accessibility)").then_some(()));
    let settings = Directories::for_user().config.unwrap().join("settings.toml");
    let kept = std::fs::read_to_string(settings).unwrap_or_default();
    assert!(!kept.contains("large"), "{kept}");
}
