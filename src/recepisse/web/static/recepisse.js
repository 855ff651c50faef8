/* What only a script can do. Every page works without it. */
(() => {
  "use strict";
  const lisible = (s) => {
    if (s <= 0) return "un instant";
    const m = Math.floor(s / 60);
    return m ? `${m} min ${String(s % 60).padStart(2, "0")} s` : `${s} s`;
  };

  // Countdown: the server says how many seconds are left, so the clock of this machine does not matter.
  let echeance = "", fin = 0;
  const compter = () => {
    const b = document.querySelector("[data-echeance]");
    if (!b) return;
    if (b.dataset.echeance !== echeance) {
      echeance = b.dataset.echeance;
      fin = performance.now() + Number(b.dataset.reste) * 1000;
    }
    const texte = lisible(Math.max(0, Math.round((fin - performance.now()) / 1000)));
    if (b.textContent !== texte) b.textContent = texte;
  };

  // A return shown for three seconds is marked as read; the server refuses it for one put back by hand.
  let montre = "", depuis = 0;
  const lire = () => {
    const p = document.querySelector("[data-lu-auto]");
    const cle = p ? p.dataset.luAuto : "";
    if (cle !== montre || document.hidden) { montre = cle; depuis = performance.now(); return; }
    if (!p || performance.now() - depuis < 3000) return;
    p.removeAttribute("data-lu-auto");
    montre = "";
    const corps = new URLSearchParams({lu: "1", auto: "1", csrfmiddlewaretoken: p.dataset.jeton});
    fetch(cle, {method: "POST", body: corps, credentials: "same-origin"})
      .then((r) => { if (r.ok) document.body.dispatchEvent(new CustomEvent("retours", {bubbles: true})); });
  };
  // A fold that a person opened stays open when the page refreshes itself.
  const ouverts = new Set();
  document.addEventListener("click", (e) => {
    const s = e.target.closest("summary"), d = s && s.parentElement;
    if (!d || !d.dataset.garde) return;
    if (d.open) ouverts.delete(d.dataset.garde); else ouverts.add(d.dataset.garde);
  });
  const garder = () => document.querySelectorAll("details[data-garde]:not([open])").forEach((d) => {
    if (ouverts.has(d.dataset.garde)) d.open = true;
  });
  setInterval(() => { compter(); lire(); garder(); }, 250);

  // On a phone the menu is a strip: show where one is.
  const ici = document.querySelector(".nav [aria-current]");
  if (ici) ici.scrollIntoView({inline: "center", block: "nearest"});

  // A refresh that meets a request already under way is dropped: one more, a little later, misses nothing.
  let echo = 0;
  document.addEventListener("retours", (e) => {
    if (e.detail && e.detail.echo) return;
    clearTimeout(echo);
    echo = setTimeout(() => {
      document.body.dispatchEvent(new CustomEvent("retours", {detail: {echo: true}}));
    }, 2500);
  });

  // The drop zone is a file field: only its look, and the wait of a large file, need a script.
  document.querySelectorAll(".depose").forEach((z) => {
    for (const e of ["dragenter", "dragover"]) z.addEventListener(e, () => z.classList.add("survol"));
    for (const e of ["dragleave", "drop"]) z.addEventListener(e, () => z.classList.remove("survol"));
    const champ = z.querySelector("input"), nom = z.querySelector("[data-nom]");
    champ.addEventListener("change", () => {
      if (!champ.files.length) return;
      nom.textContent = champ.files[0].name;
      z.closest("form").requestSubmit();
    });
  });
  document.addEventListener("submit", (e) => {
    const b = e.target.querySelector("[data-attente]");
    if (b && !e.target.hasAttribute("hx-post")) {
      b.textContent = b.dataset.attente;
      setTimeout(() => { b.disabled = true; });
    }
  });

  // A hidden tab closes its stream; a worker, whose clock is not slowed down, keeps saying that it is open.
  const corps = document.body;
  if (corps.dataset.ecran === "dsn" && window.Worker) {
    let ouvrier = null;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && !ouvrier) ouvrier = new Worker(corps.dataset.presence);
      if (!document.hidden && ouvrier) { ouvrier.terminate(); ouvrier = null; }
    });
  }
})();
