//! Signing in on a page in the browser: what the commands about it do.

use std::mem;

use super::World;
use crate::{
    connect::{LinkGoal, TwinDecision},
    domain::ItemId,
    state::Linking,
    text,
};

impl World {
    pub(super) fn open_link(&mut self, goal: LinkGoal) {
        if self.state.linking.is_active() {
            let text = "A page is open in your browser already; finish it or cancel it first";
            self.state.say(text, true);
            return;
        }
        self.state.linking = Linking::Opening(goal.clone());
        let cancel = self.closing.child_token();
        self.tasks.open_link(goal, self.state.now, cancel.clone());
        self.link = Some(cancel);
    }

    pub(super) fn resume_link(&mut self) {
        self.state.linking = Linking::Opening(LinkGoal::Connect);
        let cancel = self.closing.child_token();
        self.tasks.resume_link(self.state.now, cancel.clone());
        self.link = Some(cancel);
    }

    pub(super) fn discard_link(&mut self) {
        self.state.linking = Linking::Deciding;
        self.tasks.discard_link(self.state.now);
    }

    pub(super) fn cancel_link(&mut self) {
        if let Some(cancel) = self.link.take() {
            cancel.cancel();
        }
    }

    /// Carries out the decision about the first twin that waits for one.
    pub(super) fn decide_twin(&mut self, decision: TwinDecision) {
        if let Linking::Asking(twins) = &mut self.state.linking
            && !twins.is_empty()
        {
            let twin = twins.remove(0);
            self.twins = mem::take(twins);
            self.state.linking = Linking::Deciding;
            let last = self.twins.is_empty();
            self.tasks.decide(twin, decision, last, self.state.now);
        }
    }

    /// Begins the sync of what was just connected or repaired.
    pub(super) fn sync_linked(&mut self, item: &ItemId) {
        if !self.state.is_running(item) {
            self.start_sync(item.clone(), false);
        }
    }

    /// Asks about the next twin, once one is decided about.
    pub(super) fn ask_on(&mut self) {
        let twins = mem::take(&mut self.twins);
        if !twins.is_empty() {
            if let Linking::Failed(failure) = &self.state.linking {
                self.state.say(text::failure(failure.kind).sentence, true);
            }
            self.state.linking = Linking::Asking(twins);
        }
    }
}
