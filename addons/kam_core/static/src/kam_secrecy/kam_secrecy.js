import {registry} from "@web/core/registry";
import {session} from "@web/session";

// Once after signing in: the secrecy rules that wait for this user (CORE-18).
export const kamSecrecyService = {
    dependencies: ["action"],
    start(env, {action}) {
        const due = session.kam_secrecy_due;
        if (due) {
            env.bus.addEventListener("WEB_CLIENT_READY", () => action.doAction(due), {
                once: true,
            });
        }
    },
};

registry.category("services").add("kam_secrecy", kamSecrecyService);
