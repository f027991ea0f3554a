/** What stands on a page of charts before anything is known. */
export const CHARTS_BODY = `<header>
<h1 id="title">CoT Lens</h1>
<div class="bar">
<div id="scopes" class="scopes" role="group" aria-label="Charts of" hidden>
<button id="scope-trace" type="button" aria-pressed="false">This Trace</button>
<button id="scope-corpus" type="button" aria-pressed="false">Whole Corpus</button>
</div>
<button id="report" type="button" hidden>Save Report...</button>
<span id="reading" hidden><progress id="share" max="1" aria-label="Read so far"></progress> <span id="so-far"></span></span>
<button id="stop" type="button" hidden>Stop</button>
<button id="go" type="button" hidden>Continue</button>
</div>
<div id="summary"></div>
<p id="announce" class="unseen" role="status"></p>
</header>
<div id="charts"></div>`;
