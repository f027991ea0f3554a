/** The preview panel's page: static, no text of a trace in it. */
export const PREVIEW_BODY = `<h1 id="title">Method preview</h1>
<p><label for="method">Method</label> <select id="method"></select></p>
<p id="about" class="about"></p>
<div id="controls"></div>
<ul id="sentences" role="status" aria-live="polite"></ul>
<p><button id="open" type="button" hidden>Open Variant</button></p>
<p class="legend"><span class="key gone">gone</span> <span class="key fading">gone in some rows</span> <span class="key chosen">chosen</span> marks in the trace beside; nothing in it is changed.</p>`;
