//! What a centre's pack brings into the window, and who was called.

use egui_kittest::kittest::Queryable as _;
use kyukyubako::content::Contacts;
use kyukyubako::content::pack::reserved;
use kyukyubako::core::event::{CallChoice, PrintWhat, Start};
use kyukyubako::core::incident::{Incident, Logged};
use kyukyubako::core::pack::Pack;
use kyukyubako::core::{Effect, Event, Press, Screen, Timestamp};

use crate::flows::{desks, has_text};
use crate::gallery::{incident, with_memo};
use crate::harness::{BEGIN, Desk};
use crate::setup::whole_pack;

/// The whole pack with names of 60 characters, of which half cannot be broken.
pub fn long_pack() -> Pack {
    let text = include_str!("../packs/whole.toml");
    let mut ends = "abcd".chars();
    let mut long = |line: &str| match line.strip_prefix("name = ") {
        Some(_) => {
            let end = ends.next().unwrap();
            format!("name = \"{}{}{end}\"", "W".repeat(30), "\u{307f}".repeat(29))
        }
        None => line.to_owned(),
    };
    let lines: Vec<String> = text.lines().map(&mut long).collect();
    let pack = lines.join("\n").replace("leaflet = \"", &format!("leaflet = \"{}", "\u{307f}".repeat(60)));
    Pack::read(pack.as_bytes(), &reserved(&Contacts::bundled()).unwrap()).unwrap()
}

/// The words for a centre with a long name, during an incident.
pub fn script(desk: &mut Desk) {
    let pack = Some(long_pack());
    let incident = Some(incident(Screen::Steps));
    desk.start(Start { pack, incident, watching: true, ..Start::default() });
    desk.tell(Event::Pressed(Press::ShowCall(CallChoice::Centre(0))));
    desk.pass(1_000);
}

/// The calls that were saved last, each with seconds since the test began.
fn saved_calls(desk: &Desk) -> Vec<(i64, String, String)> {
    let saved = |effect: &Effect| match effect {
        Effect::SaveIncident(incident) => Some(incident.log.clone()),
        _ => None,
    };
    let log = desk.effects().iter().filter_map(saved).next_back().unwrap_or_default();
    let calls = log.into_iter().filter_map(|entry| match entry.what {
        Logged::Called { who, number } => Some(((entry.at.0 - BEGIN) / 1000, who, number)),
        _ => None,
    });
    calls.collect()
}

#[test]
fn who_was_called_in_step_three_is_written_down_and_who_was_passed_over_is_not() {
    for mut desk in desks() {
        with_memo(&mut desk, Screen::CallBank);
        let begun = (desk.harness.state().app().incident().unwrap().opened_at.0 - BEGIN) / 1000;
        let own = "\u{307f}\u{3069}\u{308a}\u{9280}\u{884c}";
        let mut passed_over = 0;
        while desk.harness.query_by_label(own).is_none() {
            desk.press("call-next");
            passed_over += 1;
            assert!(passed_over < 12, "the family's bank never comes");
        }
        assert!(passed_over > 0, "what is sure comes first");
        assert_eq!(saved_calls(&desk), []);
        desk.press("call-bank-done");
        let calls = saved_calls(&desk);
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert_eq!((calls[0].1.as_str(), calls[0].2.as_str()), (own, "0120-000-111"));
        assert!(calls[0].0 > begun, "{calls:?} {begun}");
        assert_ne!(desk.screen(), Screen::CallBank, "the only own number was called: on with the steps");
    }
}

#[test]
fn who_was_called_from_the_list_is_written_down_during_an_incident_only() {
    for mut desk in desks() {
        script(&mut desk);
        desk.press("call-bank-done");
        let pack = long_pack();
        let calls = saved_calls(&desk);
        assert_eq!(calls.len(), 1, "{calls:?}");
        assert_eq!((calls[0].1.as_str(), calls[0].2.as_str()), (pack.centre.name(), pack.centre.phone()));

        let calm = Start { pack: Some(whole_pack()), watching: true, ..Start::default() };
        desk.start(calm);
        desk.go(Screen::Contacts);
        desk.tell(Event::Pressed(Press::ShowCall(CallChoice::Centre(1))));
        desk.pass(1_000);
        assert!(desk.harness.query_by_label("03-0000-3333").is_some());
        let say = whole_pack().texts.say.unwrap();
        assert!(desk.harness.query_by_label_contains(&say).is_some());
        assert!(!has_text(&desk, "call-bank-done"), "nothing is written down on a calm day");
        // A place that the pack does not have leads to the passbook.
        desk.tell(Event::Pressed(Press::Back));
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::ShowCall(CallChoice::Centre(9))));
        desk.pass(1_000);
        assert!(has_text(&desk, "contacts-bank-unknown"));
    }
}

#[test]
fn a_leaflet_is_printed_where_a_pack_is_applied_on_a_calm_day() {
    for mut desk in desks() {
        desk.go(Screen::Print);
        assert!(!has_text(&desk, "print-leaflet"), "there is no pack");
        desk.start(Start { pack: Some(whole_pack()), watching: true, ..Start::default() });
        desk.go(Screen::Print);
        desk.press("print-leaflet");
        assert_eq!(desk.effects().last(), Some(&Effect::PrintSheet(PrintWhat::Leaflet)));
        let incident = Some(Incident::new(Timestamp(BEGIN)));
        desk.start(Start { pack: Some(whole_pack()), incident, watching: true, ..Start::default() });
        desk.go(Screen::Print);
        desk.tell(Event::Pressed(Press::Print(PrintWhat::Leaflet)));
        assert!(!desk.effects().iter().any(|effect| matches!(effect, Effect::PrintSheet(_))));
    }
}
