/** The group view's page: static, no text of a trace in it. */
export const GROUPS_BODY = `<h1 id="title">Groups</h1>
<p id="summary" role="status">Reading...</p>
<div id="content" hidden>
<div class="chart"><canvas id="chart" role="img" aria-label="Share of right samples against mean tokens, one point a problem; the table below says the same"></canvas></div>
<p class="bar"><button id="baseline" type="button">Baseline...</button><span id="aes" role="status"></span></p>
<details id="columns"><summary>Reward columns</summary><div id="column-list"></div></details>
<p class="bar">
<label for="filter">Show</label>
<select id="filter">
<option value="all">all problems</option>
<option value="several">problems with several samples</option>
<option value="wrong">problems with a wrong sample</option>
<option value="solved">problems with a right sample</option>
<option value="unknown">problems with ungraded samples</option>
</select>
<label for="sort">Sort by</label>
<select id="sort">
<option value="file">place in the file</option>
<option value="accuracy">share of right samples</option>
<option value="agreement">agreement</option>
<option value="tokens">mean tokens</option>
<option value="samples">number of samples</option>
</select>
<label><input id="descending" type="checkbox"> descending</label>
<span class="pages"><button id="previous" type="button">Previous page</button>
<span id="page"></span>
<button id="next" type="button">Next page</button></span>
</p>
<table>
<thead id="head"></thead>
<tbody id="rows"></tbody>
</table>
</div>
<ul id="notes"></ul>`;
