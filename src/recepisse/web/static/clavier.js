/* Keyboard shortcuts: whatever carries data-touche is reached by it; « ? » lists those of this page. */
(() => {
  "use strict";
  const CLE = "recepisse.raccourcis", LIGNES = "main tbody tr a[href], .arbre a[href]";
  const actifs = () => localStorage.getItem(CLE) !== "non";
  const visible = (e) => e.checkVisibility ? e.checkVisibility() : e.getClientRects().length > 0;
  const trouver = (t) => [...document.querySelectorAll("[data-touche]")].find((e) => e.dataset.touche === t);
  const nom = (e) => e.dataset.toucheNom || e.textContent.trim();
  let debut = "", depuis = 0;

  // One link a row: the first of each.
  const lignes = () => {
    const vues = new Set();
    return [...document.querySelectorAll(LIGNES)].filter((a) => {
      const l = a.closest("tr, li");
      return visible(a) && !vues.has(l) && vues.add(l);
    });
  };
  const aller = (pas) => {
    const tous = lignes(), l = document.activeElement.closest("tr, li");
    const ici = l ? tous.findIndex((a) => a.closest("tr, li") === l) : -1;
    const but = tous[ici < 0 ? (pas > 0 ? 0 : tous.length - 1) : ici + pas];
    if (but) but.focus();
  };
  const chercher = () => {
    const champs = document.querySelectorAll("main input[type=search], main form input[type=text]");
    const c = [...champs].find(visible);
    if (c) { c.focus(); c.select(); }
  };

  const ligne = (liste, touches, quoi) => {
    const dt = document.createElement("dt"), dd = document.createElement("dd");
    for (const t of touches.split(" ")) {
      const k = document.createElement("kbd");
      k.textContent = t;
      dt.append(k, " ");
    }
    dd.textContent = quoi;
    liste.append(dt, dd);
  };
  const montrer = () => {
    const d = document.createElement("dialog"), h = document.createElement("h2"), l = document.createElement("dl");
    d.setAttribute("aria-labelledby", "t-raccourcis");
    h.id = "t-raccourcis";
    h.textContent = "Raccourcis de cet écran";
    ligne(l, "?", "cette liste");
    ligne(l, "/", "premier champ de recherche");
    ligne(l, "j k", "ligne suivante, ligne précédente");
    document.querySelectorAll("[data-touche]").forEach((e) => ligne(l, e.dataset.touche, nom(e)));
    const b = document.createElement("button"), f = document.createElement("button");
    b.className = f.className = "bouton";
    const dire = () => { b.textContent = actifs() ? "Couper les raccourcis" : "Rétablir les raccourcis"; };
    dire();
    b.addEventListener("click", () => { localStorage.setItem(CLE, actifs() ? "non" : "oui"); dire(); });
    f.textContent = "Fermer";
    f.addEventListener("click", () => d.close());
    d.addEventListener("close", () => d.remove());
    d.append(h, l, f, " ", b);
    document.body.append(d);
    d.showModal();
  };

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
    if (e.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
    if (e.key === "?") { e.preventDefault(); montrer(); return; }
    if (!actifs()) return;
    const suite = performance.now() - depuis < 1200 ? debut : "";
    debut = "";
    const touche = suite ? `${suite} ${e.key}` : e.key;
    const cible = trouver(touche);
    if (cible) { e.preventDefault(); cible.focus(); cible.click(); }
    else if (touche === "/") { e.preventDefault(); chercher(); }
    else if (touche === "j") aller(1);
    else if (touche === "k") aller(-1);
    else if (touche === "g") { debut = "g"; depuis = performance.now(); }
  });
})();
