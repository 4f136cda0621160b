#!/bin/bash
# A policy service of Postfix (SMTPD_POLICY_README): whoever writes to somebody named grey... for the first time is asked to come again
# later. Started by spawn(8); who was seen is a file in the directory $1.
AGAIN_AFTER_S=1

while IFS= read -r line; do
    case "$line" in
        sender=*) sender=${line#sender=} ;;
        recipient=*) recipient=${line#recipient=} ;;
        "")
            action=dunno
            if [[ $recipient == grey* ]]; then
                mark=$1/$(printf '%s' "$sender $recipient" | tr -c '[:alnum:]@. ' _ | tr ' ' +)
                if [ ! -e "$mark" ]; then touch "$mark"; fi
                age=$(($(date +%s) - $(stat -c %Y "$mark")))
                if [ "$age" -le $AGAIN_AFTER_S ]; then action='450 4.2.0 Greylisted, please try again later'; fi
            fi
            printf 'action=%s\n\n' "$action"
            sender='' recipient=''
            ;;
    esac
done
