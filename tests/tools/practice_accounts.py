"""The accounts that practice platforms accept, as inboxes of replywatch.json."""
import os

GRAPH = {"options": {"app_id": "1000"}, "secrets": {"token": "practice-page-token", "app_secret": "practice-app-secret"}}
SITE = {"options": {"user": "practice"}, "secrets": {"password": "abcd efgh ijkl mnop"}}
ACCOUNTS = {
    "mastodon": {"secrets": {"token": "practice-token"}},
    "bluesky": {"options": {"handle": "atelier.practice.example"}, "secrets": {"password": "abcd-efgh-ijkl-mnop"}},
    "email": {"options": {"imap": "", "smtp": "", "user": "shop@practice.example"}, "secrets": {"password": "practice-password"}},
    "facebook": GRAPH,
    "instagram": GRAPH,
    "reddit": {"options": {"client_id": "practice-client", "user": "atelier"},
               "secrets": {"client_secret": "practice-client-secret", "refresh_token": "practice-refresh-token"}},
    "telegram": {"secrets": {"token": "123456:practice-token"}},
    "woocommerce": SITE,
    "wordpress": SITE,
    "youtube": {"options": {"client_id": "practice.apps.example"},
                "secrets": {"client_secret": "practice-client-secret", "refresh_token": "1//practice-refresh-token"}},
}


def secret_file(folder, name, value):
    path = os.path.join(folder, name)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(value + "\n")
    return {"file": path}


def inbox_of(platform, url, name, folder, poll):
    account = ACCOUNTS[platform]
    options = {key: value or url for key, value in account.get("options", {}).items()}
    inbox = {"name": name, "platform": platform, "base_url": url, "poll": poll, **options}
    for key, value in account["secrets"].items():
        inbox[key] = secret_file(folder, f"{platform}.{key}", value)
    return inbox
