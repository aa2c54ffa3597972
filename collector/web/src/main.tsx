import "look/tokens.css";
import "./app.css";
import { render } from "preact";
import { App } from "./app";
import { start } from "./live";

start();
render(<App />, document.getElementById("app")!);
