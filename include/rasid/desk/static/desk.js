// The desk follows the language and the theme that the reader chose in Airflow, which keeps both in this origin's storage.
"use strict";

const stored = (name) => {
  try {
    return localStorage.getItem(name) || "";
  } catch {
    return ""; // storage may be forbidden
  }
};

const theme = stored("theme").replaceAll('"', "");
if (theme === "light" || theme === "dark") {
  document.documentElement.dataset.theme = theme;
  for (const source of document.querySelectorAll("picture source")) {
    if (theme === "light") source.remove();
    else source.media = "all";
  }
}

const airflow = stored("i18nextLng").slice(0, 2);
const wanted = airflow === "ar" ? "ar" : airflow ? "en" : "";
const isChosen = document.cookie.includes("rasid_language=");
if (wanted && !isChosen && wanted !== document.body.dataset.language) {
  const address = new URL(location.href);
  address.searchParams.set("lang", wanted);
  location.replace(address);
}
