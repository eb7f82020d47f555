//! UI Automation: what another program invokes in the window is nobody's hand.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use kyukyubako::content::{Locale, Texts};
use kyukyubako::platform::directories::Directories;
use windows::Win32::Foundation::HWND;
use windows::Win32::System::Com::{
    CLSCTX_INPROC_SERVER, COINIT_MULTITHREADED, CoCreateInstance, CoInitializeEx,
};
use windows::Win32::System::Variant::VARIANT;
use windows::Win32::UI::Accessibility::{
    CUIAutomation, IUIAutomation, IUIAutomationElement, IUIAutomationInvokePattern, TreeScope_Descendants,
    UIA_InvokePatternId, UIA_NamePropertyId,
};
use windows::core::{Error, HRESULT, Interface as _, Result};

use super::watch::alert;

/// What Wine does not have yet.
const NOT_THERE: HRESULT = HRESULT(0x8000_4001_u32.cast_signed());

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// The element that is called so in some language of the program.
fn find(automation: &IUIAutomation, root: &IUIAutomationElement, id: &str) -> Result<IUIAutomationElement> {
    let mut last = Error::from_hresult(NOT_THERE);
    for locale in Locale::ALL {
        let name = VARIANT::from(Texts::new(locale).get(id).as_str());
        // SAFETY: everything is alive as long as its value.
        let found = unsafe {
            automation
                .CreatePropertyCondition(UIA_NamePropertyId, &name)
                .and_then(|condition| root.FindFirst(TreeScope_Descendants, &condition))
        };
        match found {
            Ok(element) => return Ok(element),
            Err(error) => last = error,
        }
    }
    Err(last)
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
    let automation: IUIAutomation = unsafe {
        CoInitializeEx(None, COINIT_MULTITHREADED).ok().unwrap();
        CoCreateInstance(&CUIAutomation, None, CLSCTX_INPROC_SERVER).unwrap()
    };
    for id in ["button-settings", "settings-size-large"] {
        // SAFETY: as above.
        let root = unsafe { automation.ElementFromHandle(window) }.unwrap();
        let until = Instant::now() + Duration::from_secs(10);
        let element = loop {
            match find(&automation, &root, id) {
                Ok(element) => break element,
                Err(error) => assert!(Instant::now() < until, "{id}: {error}"),
            }
        };
        // SAFETY: as above.
        let pattern = unsafe { element.GetCurrentPattern(UIA_InvokePatternId) }.unwrap();
        let invoke: IUIAutomationInvokePattern = pattern.cast().unwrap();
        // SAFETY: as above.
        unsafe { invoke.Invoke() }.unwrap();
    }
    super::wait_for("what was invoked is refused", || log().contains("Remote(Accessibility)").then_some(()));
    let settings = Directories::for_user().config.unwrap().join("settings.toml");
    let kept = std::fs::read_to_string(settings).unwrap_or_default();
    assert!(!kept.contains("large"), "{kept}");
}
