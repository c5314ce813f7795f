//! The page of Hosted Link: plain HTML with one form, in place of Plaid's.

use std::{borrow::Cow, fmt::Write as _};

use axum::{
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};

use super::{
    accounts::INSTITUTIONS,
    link::{Deed, PageError, Purpose},
    world::World,
};

/// Opens the page of `token` once more.
pub(super) fn opened(world: &mut World, token: &str) -> Response {
    match open(world, token) {
        Ok((session, purpose)) => form(world, &session, purpose),
        Err(error) => refused(error),
    }
}

/// Does what the form says that was filled in. Without a session, as a program
/// sends it that is in no browser, the page is opened for it.
pub(super) fn submitted(world: &mut World, token: &str, body: &[u8]) -> Response {
    match submit(world, token, body) {
        Ok(None) => page("Done", "<p>You can close this window.</p>"),
        Ok(Some((session, purpose))) => form(world, &session, purpose),
        Err(error) => refused(error),
    }
}

fn open(world: &mut World, token: &str) -> Result<(String, Purpose), PageError> {
    world.requests += 1;
    let (seed, number) = (world.seed, world.requests);
    let link = world.links.page(token)?;
    Ok((link.open(seed, number), link.purpose))
}

/// The session and purpose of the page where it is not done with.
fn submit(
    world: &mut World,
    token: &str,
    body: &[u8],
) -> Result<Option<(String, Purpose)>, PageError> {
    let value = |name: &str| {
        url::form_urlencoded::parse(body)
            .find(|(it, value)| it == name && !value.is_empty())
            .map(|(_, value)| value.into_owned())
    };
    let purpose = world.links.page(token)?.purpose;
    let session = match value("session") {
        Some(session) => session,
        None => open(world, token)?.0,
    };
    let chosen = || {
        let id = value("institution").ok_or(PageError::Impossible)?;
        let place = INSTITUTIONS.iter().position(|plan| plan.id == id);
        place.ok_or(PageError::Impossible)
    };
    let action = value("action").unwrap_or_default();
    let deed = match (action.as_str(), purpose) {
        ("connect", Purpose::Connect) => Deed::Connect {
            item: chosen()?,
            done: true,
        },
        ("add", _) => Deed::Connect {
            item: chosen()?,
            done: false,
        },
        ("connect", Purpose::Repair { .. }) => Deed::Repair,
        ("finish", _) => Deed::Finish,
        ("leave", _) => Deed::Leave {
            code: value("error"),
        },
        _ => return Err(PageError::Impossible),
    };
    let done = action != "add";
    world.act_on_page(token, &session, deed)?;
    Ok((!done).then_some((session, purpose)))
}

fn form(world: &World, session: &str, purpose: Purpose) -> Response {
    let mut html = format!(
        "<form method=\"post\"><input type=\"hidden\" name=\"session\" value=\"{}\">",
        escaped(session)
    );
    match purpose {
        Purpose::Connect => {
            html.push_str("<fieldset><legend>Institution</legend>");
            for (at, plan) in INSTITUTIONS.iter().enumerate() {
                let checked = if at == 0 { " checked" } else { "" };
                let (id, name) = (escaped(plan.id), escaped(plan.name));
                // Writing to a text does not fail.
                write!(
                    html,
                    "<p><label><input type=\"radio\" name=\"institution\" value=\"{id}\"{checked}> \
                     {name}</label></p>"
                )
                .unwrap_or_default();
            }
            html.push_str(
                "</fieldset><p><button name=\"action\" value=\"connect\">Connect</button> \
                 <button name=\"action\" value=\"add\">Connect and choose another</button> \
                 <button name=\"action\" value=\"finish\">Finish</button> ",
            );
        }
        Purpose::Repair { item, .. } => {
            let name = world.items.get(item).map_or("", |it| it.plan.name);
            write!(html, "<p>Sign in again at {}.</p>", escaped(name)).unwrap_or_default();
            html.push_str("<p><button name=\"action\" value=\"connect\">Connect</button> ");
        }
    }
    html.push_str("<button name=\"action\" value=\"leave\">Leave</button></p></form>");
    page("Connect an institution", &html)
}

fn refused(error: PageError) -> Response {
    let (status, text) = match error {
        PageError::Unknown => (StatusCode::NOT_FOUND, "There is no such page."),
        PageError::Expired => (StatusCode::GONE, "This page has expired."),
        PageError::Finished => (StatusCode::CONFLICT, "This was finished before."),
        PageError::Impossible => (StatusCode::BAD_REQUEST, "That is not possible here."),
    };
    (status, page(text, "")).into_response()
}

fn page(title: &str, content: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <body style=\"font: 16px sans-serif; max-width: 32em; margin: 3em auto\">\
         <h1>{title}</h1>{content}\
         <p><small>Holdfast's simulator, in place of Plaid's page. Nothing here is real.</small></p>"
    );
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

/// Text that stays text in HTML.
fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['&', '<', '>', '"']) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        text.replace('>', "&gt;").replace('"', "&quot;").into()
    } else {
        text.into()
    }
}
