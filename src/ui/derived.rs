//! Page models, rebuilt off the frame whenever their inputs change.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use crate::portfolio::Portfolio;

/// Runs a closure somewhere else: on a blocking thread in the app, at once in
/// tests.
pub type Runner = Arc<dyn Fn(Box<dyn FnOnce() + Send>) + Send + Sync>;

/// What a page shows: everything filtered, sorted and added up.
pub trait PageModel: Sized + Send + Sync + 'static {
    /// Its inputs beside the portfolio.
    type Query: Clone + PartialEq + Send + 'static;

    fn build(portfolio: &Arc<Portfolio>, query: &Self::Query) -> Self;

    /// What [`Self::build`] makes, from the latest model where that spares work.
    fn follow(_latest: &Self, portfolio: &Arc<Portfolio>, query: &Self::Query) -> Self {
        Self::build(portfolio, query)
    }
}

/// A model that follows its inputs. The last one stays until the next is ready,
/// or is known not to come.
pub struct Derived<M: PageModel> {
    latest: Option<Arc<M>>,
    built_from: Option<Inputs<M>>,
    pending: Option<(Inputs<M>, Slot<M>)>,
}

/// What became of a model, once that is known.
type Slot<M> = Arc<Mutex<Option<Built<M>>>>;

/// A model, or `None` where there will be none.
type Built<M> = Option<M>;

/// Puts a model into its slot when it is dropped; one that was not built, as
/// after a panic, is told to be missing.
struct Delivery<M> {
    model: Built<M>,
    slot: Slot<M>,
    ctx: egui::Context,
}

impl<M> Delivery<M> {
    fn bring(mut self, model: M) {
        self.model = Some(model);
    }
}

impl<M> Drop for Delivery<M> {
    fn drop(&mut self) {
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.model.take());
        self.ctx.request_repaint();
    }
}

struct Inputs<M: PageModel> {
    portfolio: Arc<Portfolio>,
    query: M::Query,
}

impl<M: PageModel> Inputs<M> {
    fn are(&self, portfolio: &Arc<Portfolio>, query: &M::Query) -> bool {
        Arc::ptr_eq(&self.portfolio, portfolio) && self.query == *query
    }
}

impl<M: PageModel> Default for Derived<M> {
    fn default() -> Self {
        Self {
            latest: None,
            built_from: None,
            pending: None,
        }
    }
}

impl<M: PageModel> Derived<M> {
    /// The latest model; `None` before the first is ready, and where the latest
    /// could not be built.
    pub fn get(&self) -> Option<&Arc<M>> {
        self.latest.as_ref()
    }

    /// Whether the latest model could not be built. What an earlier model said
    /// would answer another question, so there is none.
    pub fn has_failed(&self) -> bool {
        self.built_from.is_some() && self.latest.is_none()
    }

    /// Builds a model that could not be built once more, at the next refresh.
    pub fn try_again(&mut self) {
        if self.has_failed() {
            self.built_from = None;
        }
    }

    /// Takes in a finished model, and starts the next one where the inputs
    /// differ from those of the latest. One at a time: what changes while one
    /// is being built waits for it. Returns whether the latest is up to date.
    pub fn refresh(
        &mut self,
        portfolio: &Arc<Portfolio>,
        query: &M::Query,
        runner: &Runner,
        ctx: &egui::Context,
    ) -> bool {
        self.collect(runner);
        let is_current = self.is_of(portfolio, query);
        if is_current || self.pending.is_some() {
            return is_current;
        }
        let slot = Slot::<M>::default();
        let inputs = Inputs {
            portfolio: Arc::clone(portfolio),
            query: query.clone(),
        };
        self.pending = Some((inputs, Arc::clone(&slot)));
        let (portfolio, query) = (Arc::clone(portfolio), query.clone());
        let delivery = Delivery {
            model: None,
            slot,
            ctx: ctx.clone(),
        };
        let latest = self.latest.clone();
        runner(Box::new(move || {
            let model = match latest {
                Some(latest) => M::follow(&latest, &portfolio, &query),
                None => M::build(&portfolio, &query),
            };
            delivery.bring(model);
        }));
        self.collect(runner);
        self.pending.is_none()
    }

    fn is_of(&self, portfolio: &Arc<Portfolio>, query: &M::Query) -> bool {
        let inputs = self.built_from.as_ref();
        inputs.is_some_and(|it| it.are(portfolio, query))
    }

    /// What the finished model replaces is freed by `runner`: with its portfolio
    /// that can take longer than a frame.
    fn collect(&mut self, runner: &Runner) {
        let finished = self
            .pending
            .as_ref()
            .and_then(|(_, slot)| slot.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(built) = finished {
            let old_model = mem::replace(&mut self.latest, built.map(Arc::new));
            let inputs = self.pending.take().map(|(inputs, _)| inputs);
            let old_inputs = mem::replace(&mut self.built_from, inputs);
            if old_model.is_some() {
                runner(Box::new(move || drop((old_model, old_inputs))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{self, AssertUnwindSafe};

    use super::*;

    struct Doubled(u32);

    impl PageModel for Doubled {
        type Query = u32;

        fn build(_: &Arc<Portfolio>, query: &u32) -> Self {
            Self(query * 2)
        }
    }

    #[test]
    fn a_model_follows_its_query_and_is_built_once_for_each() {
        let runs = Arc::new(Mutex::new(0));
        let counter = Arc::clone(&runs);
        let runner: Runner = Arc::new(move |work| {
            *counter.lock().expect("not poisoned") += 1;
            work();
        });
        let (portfolio, ctx) = (Arc::default(), egui::Context::default());
        let mut derived = Derived::<Doubled>::default();
        for query in [1, 1, 2, 2] {
            derived.refresh(&portfolio, &query, &runner, &ctx);
            assert!(derived.is_of(&portfolio, &query));
            assert_eq!(derived.get().map(|it| it.0), Some(query * 2));
        }
        // Two are built, and the first is freed.
        assert_eq!(*runs.lock().expect("not poisoned"), 3);
    }

    /// A runner that keeps its work until the other closure is called.
    fn queue() -> (Runner, impl Fn()) {
        type Work = Box<dyn FnOnce() + Send>;
        let waiting: Arc<Mutex<Vec<Work>>> = Arc::default();
        let queue = Arc::clone(&waiting);
        let run_all = move || {
            for work in mem::take(&mut *waiting.lock().expect("not poisoned")) {
                work();
            }
        };
        let push = move |work| queue.lock().expect("not poisoned").push(work);
        (Arc::new(push), run_all)
    }

    #[test]
    fn a_replaced_model_and_its_portfolio_are_freed_by_the_runner() {
        let (runner, run_all) = queue();
        let (old, new) = (Arc::default(), Arc::default());
        let ctx = egui::Context::default();
        let mut derived = Derived::<Doubled>::default();
        derived.refresh(&old, &1, &runner, &ctx);
        run_all();
        derived.refresh(&new, &2, &runner, &ctx);
        let model = Arc::downgrade(derived.get().expect("the first"));
        run_all();
        derived.refresh(&new, &2, &runner, &ctx);
        assert_eq!(derived.get().map(|it| it.0), Some(4));
        assert_eq!((model.strong_count(), Arc::strong_count(&old)), (1, 2));
        run_all();
        assert_eq!((model.strong_count(), Arc::strong_count(&old)), (0, 1));
    }

    #[test]
    fn the_last_model_stays_while_the_next_is_built() {
        let (runner, run_all) = queue();
        let (portfolio, ctx) = (Arc::default(), egui::Context::default());
        let mut derived = Derived::<Doubled>::default();
        derived.refresh(&portfolio, &1, &runner, &ctx);
        assert!(derived.get().is_none());
        run_all();
        derived.refresh(&portfolio, &5, &runner, &ctx);
        assert_eq!(derived.get().map(|it| it.0), Some(2));
        derived.refresh(&portfolio, &6, &runner, &ctx);
        run_all();
        derived.refresh(&portfolio, &6, &runner, &ctx);
        assert_eq!(derived.get().map(|it| it.0), Some(10));
        run_all();
        derived.refresh(&portfolio, &6, &runner, &ctx);
        assert_eq!(derived.get().map(|it| it.0), Some(12));
    }

    /// A model for every query but one.
    struct Picky(u32);

    impl PageModel for Picky {
        type Query = u32;

        fn build(_: &Arc<Portfolio>, query: &u32) -> Self {
            assert_ne!(*query, 13, "a fault of the model");
            Self(*query)
        }
    }

    #[test]
    fn work_that_is_given_up_is_an_error_too() {
        let runner: Runner = Arc::new(drop);
        let (portfolio, ctx) = (Arc::default(), egui::Context::default());
        let mut derived = Derived::<Picky>::default();
        derived.refresh(&portfolio, &7, &runner, &ctx);
        assert!(derived.has_failed());
    }

    #[test]
    fn a_panic_is_an_error_of_that_query_and_the_next_one_works() {
        let told = Arc::new(Mutex::new(0));
        let count = Arc::clone(&told);
        let runner: Runner = Arc::new(move |work| {
            if panic::catch_unwind(AssertUnwindSafe(work)).is_err() {
                *count.lock().expect("not poisoned") += 1;
            }
        });
        let (portfolio, ctx) = (Arc::default(), egui::Context::default());
        let mut derived = Derived::<Picky>::default();
        assert!(!derived.has_failed(), "nothing was asked");
        assert!(derived.refresh(&portfolio, &7, &runner, &ctx));
        // It is not tried again at every frame, and shows nothing stale.
        for _ in 0..2 {
            derived.refresh(&portfolio, &13, &runner, &ctx);
            assert!(derived.has_failed() && derived.get().is_none());
        }
        assert_eq!(*told.lock().expect("not poisoned"), 1);
        derived.try_again();
        derived.refresh(&portfolio, &13, &runner, &ctx);
        assert_eq!(*told.lock().expect("not poisoned"), 2);
        assert!(derived.refresh(&portfolio, &8, &runner, &ctx));
        assert_eq!(derived.get().map(|it| it.0), Some(8));
        assert!(!derived.has_failed());
    }
}
