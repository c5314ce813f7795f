//! How far a running sync is, as the length of a bar.

use crate::{connect::SyncStep, ui::widgets};

/// How much of the way is done. Nearly all of it is transactions.
pub(super) fn share(step: &SyncStep) -> f32 {
    match step {
        SyncStep::Keyring => 0.01,
        SyncStep::Connection => 0.03,
        SyncStep::Holdings | SyncStep::Waiting { .. } => 0.06,
        SyncStep::Transactions { received, total } => {
            #[expect(clippy::cast_precision_loss, reason = "the width of a bar")]
            let share = match total {
                Some(total) if *total > 0 => (*received as f32 / *total as f32).min(1.0),
                _ => 0.0,
            };
            0.1 + 0.85 * share
        }
        SyncStep::Saving => 0.97,
    }
}

/// Says why the first sync takes longer, and for how long it has run.
pub(super) fn first_wait_ui(ui: &mut egui::Ui, so_far: Option<chrono::TimeDelta>) {
    let mut text = "The first time, Plaid may take a minute or two to collect the data.".to_owned();
    if let Some(so_far) = so_far {
        let seconds = so_far.num_seconds().max(0);
        text = format!("{text} {}:{:02} so far.", seconds / 60, seconds % 60);
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs(1));
    }
    widgets::paragraph(ui, &text);
}
