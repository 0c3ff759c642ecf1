import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EvaluationError, type Environment } from "./failure.ts";
import type { Json } from "./json.ts";
import { compilePath } from "./json-path.ts";
import { SyntaxProblem } from "./syntax-problem.ts";

const environment: Environment = {
  context: () => ({ Execution: { Input: [1, 2] } }),
  variable: (name) => (name === "user" ? { id: 7, tags: ["a", "b"] } : undefined),
  random: () => 0,
};
const store: Json = {
  store: {
    book: [
      { category: "reference", author: "Nigel Rees", title: "Sayings", price: 8.95 },
      { category: "fiction", author: "Evelyn Waugh", title: "Sword", price: 12.99 },
      { category: "fiction", author: "Herman Melville", title: "Moby Dick", isbn: "0-553", price: 8.99 },
      { category: "fiction", author: "J. R. R. Tolkien", title: "Lord", isbn: "0-395", price: 22.99 },
    ],
    bicycle: { color: "red", price: 19.95 },
  },
  expensive: 10,
};
const find = (text: string, input: Json = store) => compilePath(text).find(input, environment);
const cause = (text: string, input: Json): string => {
  try {
    compilePath(text).read(input, environment);
  } catch (thrown) {
    assert.ok(thrown instanceof EvaluationError);
    assert.equal(thrown.failure.error, "States.Runtime");
    return thrown.failure.cause;
  }
  return assert.fail("the path was found");
};
const titles = (text: string) => (find(text) as { title: string }[]).map((book) => book.title);

describe("definite paths", () => {
  const found: [string, Json, Json | undefined][] = [
    ["$", { a: 1 }, { a: 1 }],
    ["$.a", { a: null }, null],
    ["$.a.b", { a: { b: 2 } }, 2],
    ["$.a.b.c[0]", { a: { b: { c: [3] } } }, 3],
    ["$['a b']['c.d']", { "a b": { "c.d": 4 } }, 4],
    ['$["a"]', { a: 5 }, 5],
    ["$['it\\'s']", { "it's": 6 }, 6],
    ["$[-1]", [1, 2, 3], 3],
    ["$.[0].a", [{ a: 7 }], 7],
    ["$.list.[1]", { list: [1, 8] }, 8],
    ["$.detail-type", { "detail-type": 9 }, 9],
    ["$.größe", { größe: 10 }, 10],
    ["$['a','b']", { a: 1, b: 2, c: 3 }, { a: 1, b: 2 }],
    ["$['a','z']", { a: 1 }, { a: 1 }],
    ["$.constructor", {}, undefined],
    ["$.__proto__", {}, undefined],
    ["$.length", [1], undefined],
    ["$[2]", [1], undefined],
    ["$[-2]", [1], undefined],
    ["$.a.b", { a: "text" }, undefined],
  ];
  for (const [text, input, expected] of found) {
    test(`${text} on ${JSON.stringify(input)} finds ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(find(text, input), expected);
      assert.equal(compilePath(text).definite, true);
    });
  }

  test("a backslash in a quoted name is part of the name, as recorded on AWS", () => {
    assert.equal(find(`$['Test\\""Name"']`, { 'Test\\""Name"': "Value" }), "Value");
  });

  test("$$ reads the context object and $name a variable", () => {
    assert.deepEqual(find("$$.Execution.Input[1]"), 2);
    assert.deepEqual(find("$user.tags[0]"), "a");
    assert.deepEqual(find("$user"), { id: 7, tags: ["a", "b"] });
    assert.equal(find("$nobody"), undefined);
    assert.equal(find("$nobody[*]"), undefined);
    assert.equal(compilePath("$$.Execution.Input").documentText, "$.Execution.Input");
  });
});

describe("what a missing value says", () => {
  const causes: [string, Json, string][] = [
    ["$.NoSuchInputPath", {}, "Invalid path '$.NoSuchInputPath' : No results for path: $['NoSuchInputPath']"],
    ["$.no.such.path", {}, "Invalid path '$.no.such.path' : Missing property in path $['no']"],
    ["$.a.b.c", { a: {} }, "Invalid path '$.a.b.c' : Missing property in path $['a']['b']"],
    ["$.a[3].b", { a: [] }, "Invalid path '$.a[3].b' : No results for path: $['a'][3]['b']"],
    ["$.a[0]", { a: { b: 1 } }, "Invalid path '$.a[0]' : Filter: [0] can only be applied to arrays. Current context is: {b=1}"],
  ];
  for (const [text, input, expected] of causes) test(expected, () => assert.equal(cause(text, input), expected));
});

describe("indefinite paths", () => {
  const found: [string, Json, Json][] = [
    ["$[*]", {}, []],
    ["$[*]", { a: 1, b: [2] }, [1, [2]]],
    ["$.items[1:]", {}, []],
    ["$.item.items[1:5].itemValue", {}, []],
    ["$.list[1:]", { list: [1, 2, 3] }, [2, 3]],
    ["$.list[:2]", { list: [1, 2, 3] }, [1, 2]],
    ["$.list[-2:]", { list: [1, 2, 3] }, [2, 3]],
    ["$.list[0:2]", { list: [1, 2, 3] }, [1, 2]],
    ["$[:].a", [{ a: 1 }, { a: 2 }], [1, 2]],
    ["$.list[0,2]", { list: [1, 2, 3] }, [1, 3]],
    ["$.[*].['bucket', 'key']", [{ bucket: 1, key: 2, x: 3 }], [1, 2]],
    ["$..a", { a: { a: 1 }, b: [{ a: 2 }] }, [{ a: 1 }, 1, 2]],
    ["$..[0]", { a: [1, [2]] }, [1, 2]],
    ["$.a[*].b", { a: [{ b: 1 }, {}, 5] }, [1]],
  ];
  for (const [text, input, expected] of found) {
    test(`${text} on ${JSON.stringify(input)} finds ${JSON.stringify(expected)}`, () => {
      assert.equal(JSON.stringify(find(text, input)), JSON.stringify(expected));
      assert.equal(compilePath(text).definite, false);
    });
  }
});

describe("filters", () => {
  const chosen: [string, string[]][] = [
    ["$.store.book[?(@.price < 10)]", ["Sayings", "Moby Dick"]],
    ["$.store.book[?(@.price < $.expensive && @.isbn)]", ["Moby Dick"]],
    ["$.store.book[?(!@.isbn)]", ["Sayings", "Sword"]],
    ["$.store.book[?(@.category == 'reference' || @.price > 20)]", ["Sayings", "Lord"]],
    ["$.store.book[?(@.category==reference)]", ["Sayings"]],
    ["$.store.book[?(!(@.price >= 10) && (@.category != 'fiction'))]", ["Sayings"]],
    ["$..book[?(@.author =~ /.*rees/i)]", ["Sayings"]],
    ["$..[?(@.isbn)]", ["Moby Dick", "Lord"]],
    ["$.store.book[?(@.title in ['Lord', \"Sword\"])]", ["Sword", "Lord"]],
    ["$.store.book[?(@.title nin ['Lord','Sword','Sayings'])]", ["Moby Dick"]],
    ["$.store.book[?(@.title size 4)]", ["Lord"]],
    ["$.store.book[?(@.title contains 'Moby')]", ["Moby Dick"]],
    ["$.store.book[?(@['price'] <= 8.95)]", ["Sayings"]],
    ["$.store.book[?(8.95 == @.price)]", ["Sayings"]],
    ["$.store.book[?(@.price < '10')]", []],
    ["$.store.book[?(@.missing != 1)]", ["Sayings", "Sword", "Moby Dick", "Lord"]],
  ];
  for (const [text, expected] of chosen) test(text, () => assert.deepEqual(titles(text), expected));

  test("lists compare as sets", () => {
    const input = [{ s: ["a"] }, { s: ["a", "z"] }, { s: [] }];
    assert.deepEqual(find("$[?(@.s subsetof ['a','b'])]", input), [input[0], input[2]]);
    assert.deepEqual(find("$[?(@.s anyof ['z','b'])]", input), [input[1]]);
    assert.deepEqual(find("$[?(@.s noneof ['z','b'])]", input), [input[0], input[2]]);
    assert.deepEqual(find("$[?(@.s empty true)]", input), [input[2]]);
  });

  test("null, false and scalars are values", () => {
    assert.deepEqual(find("$[?(@.a == null)]", [{ a: null }, {}]), [{ a: null }]);
    assert.deepEqual(find("$[?(@.a)]", [{ a: false }, {}]), [{ a: false }]);
    assert.deepEqual(find("$[?(@ > 2)]", [1, 2, 3]), [3]);
  });
});

describe("functions", () => {
  test("they end a path", () => {
    assert.equal(find("$.store.book.length()"), 4);
    assert.equal(find("$.n.sum()", { n: [1, 2, 3] }), 6);
    assert.equal(find("$..price.max()"), 22.99);
    assert.deepEqual(find("$.store.bicycle.keys()"), ["color", "price"]);
    assert.equal(find("$.n.avg()", { n: ["x"] }), undefined);
    assert.throws(() => compilePath("$.a.length().b"), SyntaxProblem);
  });
});

describe("refusals", () => {
  for (const text of [
    "",
    "a",
    "$.",
    "$..",
    "$.a.",
    "$.a b",
    "$[",
    "$['a",
    "$[]",
    "$[?(@.a ==)]",
    "$[?(@.a",
    "$[a]",
    "$[1.5]",
    "$x-",
    "@.a",
    "$ .a",
  ]) {
    test(`'${text}' is not a path`, () => assert.throws(() => compilePath(text), SyntaxProblem));
  }
  test("the position of the trouble is told", () => {
    assert.throws(
      () => compilePath("$.ab[x]"),
      (problem) => problem instanceof SyntaxProblem && problem.position === 5,
    );
  });
  test("steps and nesting are bounded", () => {
    assert.throws(() => compilePath(`$${".a".repeat(1001)}`), SyntaxProblem);
    assert.throws(() => compilePath(`$[?(${"!".repeat(10_000)}@.a)]`), SyntaxProblem);
    assert.throws(() => compilePath(`$[?(@.a in ${"[".repeat(10_000)})]`), SyntaxProblem);
    assert.throws(() => compilePath(`$[?(${"(".repeat(10_000)}@.a`), SyntaxProblem);
  });
});

describe("hostile input", () => {
  const deep = JSON.parse('{"a":'.repeat(100_000) + "1" + "}".repeat(100_000)) as Json;
  test("a document of 100,000 levels is walked without the host's stack", () => {
    assert.equal((find("$..a", deep) as Json[]).length, 100_000);
    assert.match(cause("$.a[0]", deep), /can only be applied to arrays/);
  });
  test("$..*..* stops at the budget instead of running for hours", () => {
    assert.throws(
      () => find("$..*..*", deep),
      (thrown) => thrown instanceof EvaluationError && /visits more than/.test(thrown.message),
    );
  });
  test("a regular expression that explodes when backtracking is linear", () => {
    const input = [{ a: "a".repeat(50_000) }];
    assert.deepEqual(find("$[?(@.a =~ /(a+)+b/)]", input), []);
    assert.deepEqual(find("$[?(@.a =~ /(a|a)*/)]", input), input);
  });
});
