import {registry} from "@web/core/registry";
import {session} from "@web/session";

// Once after signing in: the secrecy rules that wait for this user (CORE-18).
export const kamSecrecyService = {
    dependencies: ["action"],
    start(env, {action}) {
        const due = session.kam_secrecy_due;
        if (due) {
            // Not earlier: the first screen would close a dialog that is before it.
            env.bus.addEventListener(
                "ACTION_MANAGER:UI-UPDATED",
                () => action.doAction(due),
                {once: true},
            );
        }
    },
};

registry.category("services").add("kam_secrecy", kamSecrecyService);
