import { expect, it } from "vitest";
import { pairsOf } from "./pairs";

it("each whole line maps one thing; what is not finished maps nothing", () => {
  expect(pairsOf("AzureML-*=classic\n  * = current \nhalf=\n=x\nnothing")).toEqual({
    "AzureML-*": "classic",
    "*": "current",
  });
  expect(pairsOf("https://x/y?sig=a=/data")).toEqual({ "https://x/y?sig=a": "/data" });
});
