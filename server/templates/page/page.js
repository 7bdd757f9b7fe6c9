// Confirms by a call of the contract and shows the answer in place. Whatever does not go as it should is left to the
// form, which works without this file; so do the other pages.
"use strict";
(() => {
  const language = document.documentElement.lang;

  // The server writes UTC; here the reader's own time is known.
  const own = navigator.languages.find((one) => one.split("-")[0] === language);
  const local = new Intl.DateTimeFormat(own ?? language, {
    day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
  });
  for (const time of document.querySelectorAll("time")) time.textContent = local.format(new Date(time.dateTime));

  const form = document.querySelector("form");
  if (!form) return;
  let busy = false;

  // A form that takes a request back or fetches a package has no call to make in its place: it is sent, and by a double click once.
  if (!form.dataset.put) {
    form.addEventListener("submit", (event) => {
      if (busy) event.preventDefault();
      busy = true;
      // After a download this page is still there, and a download that broke off can be begun again.
      if (form.dataset.again !== undefined) setTimeout(() => { busy = false; }, 3000);
    });
    addEventListener("pageshow", () => { busy = false; });
    return;
  }
  const status = form.querySelector("[role=status]");

  // What to show after a confirmation, or nothing when the answer is not one of those that are known.
  const confirm = async () => {
    const answer = await fetch(form.dataset.put, {
      method: "PUT",
      headers: { "Content-Type": "application/json", "Accept": form.dataset.accept, "Accept-Language": language },
      body: JSON.stringify({ hash: form.elements.Hash.value }),
      cache: "no-store", credentials: "omit", redirect: "error", signal: AbortSignal.timeout(15000),
    });
    const code = answer.ok && (await answer.json()).infos[0].causes[0].code;
    return [...document.querySelectorAll("template")].find((template) => template.dataset.code === code);
  };

  const show = (template) => {
    const main = document.querySelector("main");
    const details = document.querySelector("dl");
    // Of no interest any more.
    details.querySelector(".until").remove();
    main.replaceChildren(template.content.cloneNode(true), details);
    document.title = template.dataset.title;
    main.querySelector("h1").focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    if (!navigator.onLine) {
      status.textContent = status.dataset.offline;
      return;
    }
    busy = true;
    status.textContent = status.dataset.sending;
    try {
      show(await confirm());
    } catch {
      form.submit();
    }
  });
})();
