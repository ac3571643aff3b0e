"""Takes the pictures of the README from a fictional world of its own: `make screenshots`."""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from caseapp.demo.cast import PASSWORD  # noqa: E402  # the path above must be set first
from tests.servers import free_port  # noqa: E402

OUT = TOP / "docs" / "screenshots"
THREAT = "【衡信通】家属您好：其在灰雁有借欠款18,642.50元已逾期47天，请你今日督促还款，否则将上门走访并通知其单位。"
SCREENSHOT = "Screenshot_"
READ_IN_MS = 180_000
SIGN_IN = {"caseworker": "chensiqi", "supervisor": "linruoxi"}


def manage(environment: dict[str, str], *arguments: str) -> str:
    line = [sys.executable, "-W", "ignore", "manage.py", *arguments]
    return subprocess.run(line, cwd=TOP, env=environment, check=True, capture_output=True, text=True).stdout


def sign_in(page: Page, base: str, role: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{base}/sign-in/")
    page.fill("input[name=username]", SIGN_IN[role])
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{base}/")


def take(page: Page, base: str) -> None:
    shots = [("caseworker", "desk", "/"), ("supervisor", "league", "/figures/")]
    for role, name, address in shots:
        sign_in(page, base, role)
        page.goto(base + address)
        page.screenshot(path=OUT / f"{name}.png")
    page.locator("table.league th a", has_text="灰雁").click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / "lender.png")
    page.goto(f"{base}/incidents/")
    page.locator("table a").first.click()
    page.screenshot(path=OUT / "case.png")
    case = page.url.rstrip("/").rsplit("/", 1)[-1]
    take_evidence(page, base, case)


def take_evidence(page: Page, base: str, case: str) -> None:
    """The case that shows every kind of evidence, once the machine has read its pictures."""
    place = f"{base}/incidents/cases/{case}"
    page.goto(f"{place}/evidence/")
    page.locator("#items progress").wait_for(state="detached", timeout=READ_IN_MS)
    page.reload()
    item = page.locator("#items th a", has_text=SCREENSHOT).first
    number = item.locator("xpath=ancestor::tr/td[1]").inner_text()
    address = f"{base}{item.get_attribute('href')}"
    page.goto(address)
    page.screenshot(path=OUT / "item.png")
    page.goto(f"{place}/review/?show=all&item={number}")
    page.screenshot(path=OUT / "review.png")
    take_phone(page, base, case)


def take_phone(page: Page, base: str, case: str) -> None:
    """What a relative sees who opens a link: what is asked, then what can be sent."""
    page.goto(f"{base}/uploads/cases/{case}/")
    page.locator("a[href^='/uploads/links/']").first.click()
    page.wait_for_load_state("networkidle")
    secret = re.findall(r"/u/[\w-]+/", page.content())[0]
    browser = page.context.browser
    if browser is None:
        raise RuntimeError("the page has no browser")
    phone = browser.new_page(viewport={"width": 390, "height": 760}, locale="zh-CN")
    phone.goto(base + secret)
    phone.locator("main button[type=submit]").first.click()
    phone.wait_for_load_state("networkidle")
    phone.screenshot(path=OUT / "phone.png")
    phone.close()


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {"DATA_DIR": folder, "PORT": str(port)}
        for arguments in (["migrate", "-v0"], ["demo"]):
            manage(environment, *arguments)
        backup = Path(folder) / "sms.xml"
        rows = "".join(
            f'<sms address="10690000771200" date="{int(time.time() - n * 7200) * 1000}" type="1" body="{THREAT}" />'
            for n in range(1, 4)
        )
        backup.write_text(f'<smses count="3">{rows}</smses>', encoding="utf-8")
        manage(
            environment,
            "add_evidence",
            str(backup),
            "--matter",
            manage(
                environment,
                "shell",
                "-v0",
                "-c",
                "from lawyers.models import Matter; print(Matter.objects.filter(case__status='action', organisation__slug='yunlan').first())",
            ).strip(),
        )
        server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", "serve"], cwd=TOP, env=environment
        )
        try:
            base = f"http://127.0.0.1:{port}"
            for _ in range(100):
                try:
                    urllib.request.urlopen(f"{base}/sign-in/", timeout=2)
                    break
                except OSError:
                    time.sleep(0.3)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                    args=["--no-sandbox", "--disable-gpu"],
                )
                take(browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN"), base)
                browser.close()
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
