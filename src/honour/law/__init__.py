"""What did rule X say on date D, who says so, how sure are we. Reads law/*.yaml; holds no law itself."""
