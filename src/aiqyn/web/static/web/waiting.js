// While work goes on, the page is asked for anew; without this script there is a link that does so.
"use strict";

const SECONDS = 2;
const link = document.querySelector("[data-look-again]");

if (link) setTimeout(() => location.replace(link.href), SECONDS * 1000);
