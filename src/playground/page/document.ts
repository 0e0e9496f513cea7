/** The page itself; what it shows is the script's. */
export const document = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Noroshi playground</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body>
<div id="root"><p class="starting">Lighting the fire …</p></div>
<noscript>This page needs JavaScript. Without it, what is posted can be read in the terminal.</noscript>
</body>
</html>
`;

/** A signal fire. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#7a1f1f"/><path d="M16 4c1 5 6 7 6 13a6 6 0 0 1-12 0c0-3 2-4 3-7 1 2 2 2 2 4 2-2 2-6 1-10z" fill="#ffb347"/><path d="M7 26h18M10 23l12 5M22 23l-12 5" stroke="#f4d9c6" stroke-width="2" stroke-linecap="round"/></svg>`;
