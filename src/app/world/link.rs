//! Signing in on a page in the browser: what the commands about it do.

use std::mem;

use super::World;
use crate::{
    connect::{LinkGoal, TwinDecision},
    state::{Linking, News},
};

impl World {
    pub(super) fn open_link(&mut self, goal: LinkGoal) {
        if self.state.linking.is_active() {
            self.state.say(News::PageInTheWay);
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
        self.state.linking = Linking::Deciding(vec![]);
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
            let rest = mem::take(twins);
            let last = rest.is_empty();
            self.state.linking = Linking::Deciding(rest);
            self.tasks.decide(twin, decision, last, self.state.now);
        }
    }
}
