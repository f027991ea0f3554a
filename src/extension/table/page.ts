/** The table's page: static, no text of a trace in it. */
export const TABLE_BODY = `<h1 id="title">Reading...</h1>
<div class="bar">
<input id="filter" type="text" aria-label="Filter" aria-describedby="problem" placeholder="Filter: tokens &gt; 500 and source = &quot;gsm8k&quot;, or words to look for" spellcheck="false" autocomplete="off">
<button id="help" type="button" aria-expanded="false" aria-controls="help-text">Help</button>
<button id="columns" type="button" aria-expanded="false" aria-controls="column-list">Columns</button>
<button id="compute" type="button" title="Count tokens, cut into steps and analyse all rows that are shown">Analyse Rows</button>
</div>
<p id="problem" hidden></p>
<div id="help-text" class="panel" hidden>
<p>Conditions stand side by side or are joined by <code>and</code>, <code>or</code>, <code>not</code> and parentheses. Other words are looked for in the whole record.</p>
<dl>
<dt><code>tokens &gt; 500</code></dt><dd>also <code>&lt; &lt;= &gt;= = !=</code>; columns: <span id="column-names"></span></dd>
<dt><code>skippable &gt; 30%</code></dt><dd>a share</dd>
<dt><code>correct = false</code></dt><dd>true or false, right or wrong</dd>
<dt><code>question ~ "two apples"</code></dt><dd>contains, in upper or lower case; <code>!~</code> does not</dd>
<dt><code>source = "gsm8k"</code></dt><dd>a field of the record; <code>.tokens</code> is the record's own field where a column has the name, <code>meta.level</code> one inside another</dd>
<dt><code>id exists</code></dt><dd>the value is there and not null</dd>
</dl>
<p>Tokens, steps and what can go are computed while the filter runs, which takes longer than fields of the record.</p>
</div>
<fieldset id="column-list" class="panel" hidden><legend>Columns</legend></fieldset>
<div class="bar status">
<span id="count" role="status" aria-live="polite"></span>
<span id="jobs"></span>
<span class="gap"></span>
<span id="selected" role="status"></span>
<button id="compress" type="button" disabled>Compress...</button>
<button id="export" type="button" disabled>Export...</button>
<button id="label" type="button" disabled>Label Steps</button>
<button id="copy" type="button" disabled>Copy as JSON Lines</button>
</div>
<div id="grid" role="grid" tabindex="0" aria-multiselectable="true" aria-label="Records"><div id="space" role="presentation"><div id="head" role="rowgroup"></div><div id="rows" role="rowgroup"></div></div></div>
<ul id="notes"></ul>`;
